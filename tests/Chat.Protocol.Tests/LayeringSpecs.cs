using System.Xml.Linq;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Tests;

/// <summary>Which project may refer to which (design, projects).</summary>
public sealed class LayeringSpecs
{
    private static readonly string Sources = Path.Combine(RepositoryRoot(), "src");

    [Fact]
    public void Chat_protocol_is_built_on_the_class_library_alone()
    {
        var classLibrary = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

        Assert.All(
            typeof(Command).Assembly.GetReferencedAssemblies(),
            reference => Assert.True(File.Exists(Path.Combine(classLibrary, reference.Name + ".dll")), reference.FullName));
    }

    [Fact]
    public void Chat_protocol_names_no_package_and_no_project()
    {
        var project = XDocument.Load(Path.Combine(Sources, "Chat.Protocol", "Chat.Protocol.csproj"));

        Assert.DoesNotContain(
            project.Descendants(), item => item.Name.LocalName is "PackageReference" or "ProjectReference" or "FrameworkReference" or "Reference");
    }

    [Theory]
    [InlineData("Chat.Actors", "Chat.Server")]
    [InlineData("Chat.Actors", "Chat.Host")]
    [InlineData("Chat.Server", "Chat.Actors")]
    [InlineData("Chat.Server", "Chat.Host")]
    public void Projects_do_not_refer_to_each_other(string project, string forbidden)
    {
        Assert.DoesNotContain(forbidden, Reachable(project));
    }

    private static HashSet<string> Reachable(string project)
    {
        var found = new HashSet<string>();
        var open = new Queue<string>([project]);
        while (open.TryDequeue(out var current))
        {
            var file = Path.Combine(Sources, current, current + ".csproj");
            if (!File.Exists(file))
            {
                continue;
            }

            foreach (var reference in XDocument.Load(file).Descendants().Where(item => item.Name.LocalName == "ProjectReference"))
            {
                var name = Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'));
                if (found.Add(name))
                {
                    open.Enqueue(name);
                }
            }
        }

        return found;
    }

    private static string RepositoryRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Chat.Actors.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("The specs do not run inside the repository.");
        }

        return directory.FullName;
    }
}
