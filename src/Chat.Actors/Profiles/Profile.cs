namespace Chat.Actors.Profiles;

/// <summary>The visible part of a user.</summary>
public sealed record Profile(string UserId, string Nick, string Avatar);
