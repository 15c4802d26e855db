using Akka.Actor;
using Akka.Hosting;
using Chat.Host.Gateway;
using Chat.Host.Media;
using Chat.Host.Options;
using Chat.Host.Rest;
using Chat.Host.Retention;
using Chat.Host.Translation;
using Chat.Protocol.Accounts;
using Chat.Server;
using Chat.Server.Apps;
using Chat.Server.Messages;
using Chat.Server.Media;
using Chat.Server.Storage;
using Chat.Server.Telemetry;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using Serilog;

namespace Chat.Host;

/// <summary>Puts the process together: configuration, store, actor system, gateway, REST, health and metrics.</summary>
internal static class ChatHost
{
    /// <summary>Sources in rising order: the files shipped with the binary, environment, command line.</summary>
    public static IConfigurationRoot BuildConfiguration(string[] arguments) => Configure(new ConfigurationBuilder(), arguments).Build();

    public static WebApplication Build(string[] arguments)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        Configure(builder.Configuration, arguments);
        var options = builder.Configuration.GetSection(ChatOptions.Section).Get<ChatOptions>() ?? new ChatOptions();
        builder.WebHost.UseUrls(options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddSerilog(logger => logger.ReadFrom.Configuration(builder.Configuration).WriteTo.Console(formatProvider: null));
        AddChat(builder.Services, builder.Configuration);

        var app = builder.Build();
        MapEndpoints(app);
        return app;
    }

    /// <summary>The first start without any app makes one and prints its key, once.</summary>
    public static async Task EnsureAppAsync(IServiceProvider services, TextWriter output)
    {
        var apps = services.GetRequiredService<AppDirectory>();
        if (apps.All.Any())
        {
            return;
        }

        var app = await apps.CreateAsync(AppDirectory.DevelopmentAppId);
        await output.WriteLineAsync(
            $"""
            Made a development app; its key is kept in the data directory.
              SDKAppID   {app.SdkAppId}
              SecretKey  {app.Keys[0]}
              UserSig of 'alice', valid for 180 days:
              {UserSig.Sign(app.SdkAppId, app.Keys[0], "alice", TimeProvider.System.GetUtcNow(), UserSig.DefaultExpire)}
            """);
    }

    private static IConfigurationBuilder Configure(IConfigurationBuilder builder, string[] arguments) => builder
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "config", "appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .AddCommandLine(arguments);

    private static void AddChat(IServiceCollection services, ConfigurationManager configuration)
    {
        services.AddOptions<ChatOptions>()
            .Bind(configuration.GetSection(ChatOptions.Section))
            .Validate(o => o.Storage.Provider == StorageOptions.Sqlite, "Chat:Storage:Provider must be Sqlite.")
            .Validate(
                o => o.Gateway is { MaxFrameBytes: >= 1024, MaxLongFrameBytes: >= 1024, MaxPendingFrames: > 0, MaxQueuedBytes: > 0, MaxUnauthenticatedPerAddress: > 0 }
                    && o.Gateway.IdleTimeout > TimeSpan.Zero,
                "The limits of Chat:Gateway must be positive.")
            .Validate(o => o.Retention.Interval > TimeSpan.Zero && o.Retention.Pause >= TimeSpan.Zero, "The times of Chat:Retention must be positive.")
            .Validate(
                o => o.Media.PublicUrl is null or { Scheme: "http" or "https" },
                "Chat:Media:PublicUrl must be an http or https address.")
            .Validate(
                o => o.Media is { MinUploadBytesPerSecond: > 0 } && o.Media.UploadTimeout > TimeSpan.Zero,
                "The limits of Chat:Media must be positive.")
            .Validate(
                o => o.Apps.All(app => app.Settings is
                {
                    HistoryDays: >= 0 and <= AppSettings.MaxHistoryDays,
                    MaxImageMegabytes: > 0,
                    MaxAudioMegabytes: > 0,
                    MaxVideoMegabytes: > 0,
                    MaxFileMegabytes: > 0,
                }),
                $"HistoryDays of an app must be 0 to {AppSettings.MaxHistoryDays}, its file limits positive.")
            .ValidateOnStart();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider => ChatStore.Open(
            provider.GetRequiredService<IOptions<ChatOptions>>().Value.DataDirectory,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ChatStore>>()));
        services.AddSingleton(provider => new AppDirectory(
            provider.GetRequiredService<ChatStore>(), provider.GetRequiredService<IOptions<ChatOptions>>().Value.Apps));
        services.AddSingleton<ITranslator>(provider =>
        {
            var translation = provider.GetRequiredService<IOptions<ChatOptions>>().Value.Translation;
            return new HttpTranslator(new HttpClient { MaxResponseContentBufferSize = translation.MaxReplyBytes }, translation);
        });
        services.AddSingleton(provider => new ChatServer(
            provider.GetRequiredService<ActorSystem>(),
            provider.GetRequiredService<ChatStore>(),
            new FileBlobStore(provider.GetRequiredService<ChatStore>().DataDirectory),
            provider.GetRequiredService<AppDirectory>(),
            provider.GetRequiredService<ITranslator>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddAkka("chat", akka => akka
            .AddHoconFile(Path.Combine(AppContext.BaseDirectory, "config", "chat.hocon"), HoconAddMode.Prepend)
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            }));
        services.AddSingleton<GatewayEndpoint>();
        services.AddHostedService(provider => provider.GetRequiredService<GatewayEndpoint>());
        services.AddHostedService<DrainService>();
        services.AddHostedService<RetentionService>();
        services.AddSingleton<RestEndpoint>();
        services.AddSingleton<MediaEndpoint>();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(ServerTelemetry.MeterName, GatewayTelemetry.MeterName)
            .AddPrometheusExporter());
    }

    private static void MapEndpoints(WebApplication app)
    {
        var gateway = app.Services.GetRequiredService<GatewayEndpoint>();
        app.Use((http, next) => GatewayEndpoint.Handles(http.Request.Path) ? gateway.AcceptAsync(http) : next(http));
        var rest = app.Services.GetRequiredService<RestEndpoint>();
        app.MapPost("/v4/{service}/{command}", (HttpContext http, string service, string command) => rest.HandleAsync(http, service, command));
        app.Services.GetRequiredService<MediaEndpoint>().Map(app);
        app.MapGet("/health/live", () => "alive");
        app.MapGet("/health/ready", () => gateway.IsAccepting ? Results.Text("ready") : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
        app.MapPrometheusScrapingEndpoint("/metrics");
    }
}
