namespace Chat.Actors.App;

/// <summary>Which exceptions may be survived.</summary>
internal static class Faults
{
    /// <summary>False for what says nothing about the call or the item that was at work.</summary>
    public static bool IsOfItsWork(Exception fault) => fault is not (OutOfMemoryException or InsufficientExecutionStackException or Akka.Actor.ActorKilledException);
}
