using Akka.Actor;
using Akka.Hosting;
using Chat.Actors.App;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.Actors.Hosting;

/// <summary>Registration with Akka.Hosting and Microsoft.Extensions.Hosting.</summary>
public static class ChatHostingExtensions
{
    /// <summary>Starts the engine on the actor system that is being built, so that its actors stand under <c>/user/chat</c>.</summary>
    public static AkkaConfigurationBuilder WithChat(this AkkaConfigurationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddStartup((system, _) => ChatEngine.Of(system));
    }

    /// <inheritdoc cref="WithChat(AkkaConfigurationBuilder)"/>
    /// <param name="builder">The actor system's builder.</param>
    /// <param name="sdkAppId">The app of clients that are made without options.</param>
    /// <param name="configure">Its options: <c>o =&gt; o with { ProxyServer = "ws://127.0.0.1:9210" }</c>.</param>
    public static AkkaConfigurationBuilder WithChat(this AkkaConfigurationBuilder builder, uint sdkAppId, Func<ChatOptions, ChatOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = Configure(sdkAppId, configure);
        return builder.AddStartup((system, _) => ChatEngine.Of(system).DefaultOptions = options);
    }

    /// <summary>Adds an actor system with the engine, and <see cref="IChatClientFactory"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="systemName">Name of the actor system.</param>
    public static IServiceCollection AddChatClient(this IServiceCollection services, string systemName = "chat")
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddAkka(systemName, builder => builder.WithChat());
        return services.AddChatClientFactory();
    }

    /// <inheritdoc cref="AddChatClient(IServiceCollection, string)"/>
    /// <param name="services">The services.</param>
    /// <param name="sdkAppId">The app of clients that are made without options.</param>
    /// <param name="configure">Its options.</param>
    /// <param name="systemName">Name of the actor system.</param>
    public static IServiceCollection AddChatClient(
        this IServiceCollection services, uint sdkAppId, Func<ChatOptions, ChatOptions>? configure = null, string systemName = "chat")
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddAkka(systemName, builder => builder.WithChat(sdkAppId, configure));
        return services.AddChatClientFactory();
    }

    /// <summary>Adds <see cref="IChatClientFactory"/> on an actor system that was registered with <c>WithChat</c>.</summary>
    public static IServiceCollection AddChatClientFactory(this IServiceCollection services) =>
        services.AddSingleton<IChatClientFactory>(provider => ChatEngine.Of(provider.GetRequiredService<ActorSystem>()));

    private static ChatOptions Configure(uint sdkAppId, Func<ChatOptions, ChatOptions>? configure)
    {
        var options = new ChatOptions(sdkAppId);
        return configure is null ? options : configure(options);
    }
}
