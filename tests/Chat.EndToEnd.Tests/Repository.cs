using System.Reflection;

namespace Chat.EndToEnd;

/// <summary>Where things are in the checkout.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The host built in the configuration of these tests.</summary>
    public static string HostDll { get; } = Path.Combine(Root, "src", "Chat.Host", "bin", Configuration, "net10.0", "Chat.Host.dll");

    public static string Conformance { get; } = Path.Combine(Root, "tests", "conformance");

    private static string Configuration => typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Configuration").Value!;

    private static string FindRoot()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Chat.Actors.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("Not inside the checkout.");
        }

        return directory;
    }
}
