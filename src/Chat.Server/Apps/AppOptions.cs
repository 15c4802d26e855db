namespace Chat.Server.Apps;

/// <summary>One app of the configuration, bound from <c>Chat:Apps:n</c>.</summary>
public sealed class AppOptions
{
    public uint SdkAppId { get; set; }

    public string SecretKey { get; set; } = "";

    /// <summary>Further valid keys, so that a key can be replaced without refusing signatures of the old one.</summary>
    public IList<string> AdditionalKeys { get; } = [];

    /// <summary>Accounts that may call REST; <c>administrator</c> when empty.</summary>
    public IList<string> Administrators { get; } = [];

    public AppSettings Settings { get; set; } = new();
}
