using Chat.Host;
using Chat.Host.CommandLine;
using Chat.Host.Options;
using Chat.Server.Storage;

var serve = args is [] or ["serve", ..] or ["--help" or "-h", ..] || args[0].StartsWith("--", StringComparison.Ordinal);
if (args is ["--help" or "-h", ..])
{
    Console.WriteLine(AppCommands.Usage);
    return 0;
}

if (!serve)
{
    var options = ChatHost.BuildConfiguration([]).GetSection(ChatOptions.Section).Get<ChatOptions>() ?? new ChatOptions();
    return await AppCommands.RunAsync(args, options, Console.Out, Console.Error);
}

try
{
    await using var app = ChatHost.Build(args is ["serve", .. var rest] ? rest : args);
    await ChatHost.EnsureAppAsync(app.Services, Console.Out);
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (e is StoreException or IOException or InvalidOperationException or Microsoft.Extensions.Options.OptionsValidationException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
