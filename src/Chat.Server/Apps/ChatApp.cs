using System.Collections.Frozen;

namespace Chat.Server.Apps;

/// <summary>A tenant: nothing crosses from one to another.</summary>
public sealed record ChatApp(uint SdkAppId, IReadOnlyList<string> Keys, FrozenSet<string> Administrators, AppSettings Settings)
{
    public const string DefaultAdministrator = "administrator";

    public bool IsAdministrator(string userId) => Administrators.Contains(userId);
}
