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

    /// <summary>Adds an actor system with the engine, and <see cref="IChatClientFactory"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="systemName">Name of the actor system.</param>
    public static IServiceCollection AddChatClient(this IServiceCollection services, string systemName = "chat")
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddAkka(systemName, builder => builder.WithChat());
        return services.AddChatClientFactory();
    }

    /// <summary>Adds <see cref="IChatClientFactory"/> on an actor system that was registered with <see cref="WithChat"/>.</summary>
    public static IServiceCollection AddChatClientFactory(this IServiceCollection services) =>
        services.AddSingleton<IChatClientFactory>(provider => ChatEngine.Of(provider.GetRequiredService<ActorSystem>()));
}
