namespace Chat.EndToEnd;

/// <summary>Node.js with the official SDK. Where it is missing, tests that need it are skipped with the reason, or fail if <c>CHAT_REQUIRE_NODE</c> is 1.</summary>
internal static class Node
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(5);
    private static readonly Lazy<Task<string?>> Missing = new(PrepareAsync);

    /// <summary>Makes sure that Node.js and the packages are there.</summary>
    public static async Task RequireAsync()
    {
        var missing = await Missing.Value;
        if (Environment.GetEnvironmentVariable("CHAT_REQUIRE_NODE") == "1")
        {
            Assert.True(missing is null, missing);
        }

        Skip.If(missing is not null, missing);
    }

    public static ChildProcess Run(params string[] arguments) => new("node", arguments, Repository.Conformance);

    private static async Task<string?> PrepareAsync()
    {
        try
        {
            using var version = Run("--version");
            await version.WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "Node.js is not installed";
        }

        if (Directory.Exists(Path.Combine(Repository.Conformance, "node_modules", "@tencentcloud", "chat")))
        {
            return null;
        }

        using var install = new ChildProcess("npm", ["ci", "--no-audit", "--no-fund"], Repository.Conformance);
        return await install.WaitAsync(InstallLimit) == 0 ? null : "npm ci failed: " + install.Output;
    }
}
