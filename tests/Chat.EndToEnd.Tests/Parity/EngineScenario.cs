using System.Text.Json;
using Akka.Actor;
using Chat.Actors;
using Chat.Actors.App;
using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Messages;

namespace Chat.EndToEnd.Parity;

/// <summary>Executes <c>parity-scenario.json</c> with the engine, as <c>parity-scenario.mjs</c> does with the official SDK.</summary>
internal sealed class EngineScenario(HostProcess host)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public async Task<IReadOnlyList<RecordedFrame>> RunAsync()
    {
        using var scenario = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Conformance, "parity-scenario.json")));
        var root = scenario.RootElement;
        var (accountId, peerId) = (root.GetProperty("account").GetString()!, root.GetProperty("peer").GetString()!);
        using var system = ActorSystem.Create("parity", "akka { loglevel = ERROR, log-dead-letters = off }");
        var transport = new RecordingTransport();
        var options = new ChatOptions(HostProcess.App) { ProxyServer = host.WebSocketUrl };
        var peer = ChatEngine.Of(system).Create(options, peerId);
        var account = ChatEngine.Of(system).Create(options with { Transport = transport }, accountId);
        await peer.LoginAsync(peerId, HostProcess.Sign(peerId));
        foreach (var step in root.GetProperty("steps").EnumerateArray())
        {
            await RunStepAsync(step, account, peer, accountId, peerId).WaitAsync(Limit);
        }

        await system.Terminate();
        return transport.Frames;
    }

    private static async Task RunStepAsync(JsonElement step, ChatClient account, ChatClient peer, string accountId, string peerId)
    {
        var conversation = ConversationIds.OfUser(peerId);
        switch (step.GetProperty("op").GetString())
        {
            case "login":
                await account.LoginAsync(accountId, HostProcess.Sign(accountId));
                await Task.Delay(TimeSpan.FromSeconds(3));
                break;
            case "send":
                await account.SendMessageAsync(CreateMessage(step, account, peerId), SendOptionsOf(step));
                break;
            case "receive":
                var text = step.GetProperty("payload").GetProperty("text").GetString()!;
                var received = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                account.On<MessageReceived>(e =>
                {
                    if (e.Messages.Any(message => message.Payload is TextPayload payload && payload.Text == text))
                    {
                        received.TrySetResult();
                    }
                });
                await peer.SendMessageAsync(peer.CreateTextMessage(accountId, text));
                await received.Task;
                break;
            case "messageList":
                await account.GetMessageListAsync(conversation);
                break;
            case "hopping":
                await account.GetMessageListHoppingAsync(conversation, new HoppingRequest
                {
                    Time = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + step.GetProperty("timeFromNow").GetInt64(),
                    Newer = step.GetProperty("direction").GetInt32() == 1,
                    Count = step.GetProperty("count").GetInt32(),
                });
                break;
            case "setMessageRead":
                await account.SetMessageReadAsync(conversation);
                break;
            case "conversationList":
                await account.GetConversationListAsync();
                break;
            case "conversationProfile":
                await account.GetConversationProfileAsync(conversation);
                break;
            case "idle":
                await Task.Delay(TimeSpan.FromSeconds(step.GetProperty("seconds").GetDouble()));
                break;
            case "logout":
                await account.LogoutAsync();
                break;
            case var unknown:
                throw new InvalidOperationException($"The scenario has an unknown step '{unknown}'.");
        }
    }

    private static ChatMessage CreateMessage(JsonElement step, ChatClient account, string to)
    {
        var payload = step.GetProperty("payload");
        var content = new MessageContent { CloudCustomData = step.TryGetProperty("cloudCustomData", out var data) ? data.GetString()! : "" };
        return step.GetProperty("kind").GetString() switch
        {
            "text" => account.CreateTextMessage(to, payload.GetProperty("text").GetString()!, content),
            "custom" => account.CreateCustomMessage(
                to,
                new CustomPayload(
                    payload.GetProperty("data").GetString()!, payload.GetProperty("description").GetString()!, payload.GetProperty("extension").GetString()!),
                content),
            "face" => account.CreateFaceMessage(to, new FacePayload(payload.GetProperty("index").GetInt32(), payload.GetProperty("data").GetString()!), content),
            "location" => account.CreateLocationMessage(
                to,
                new LocationPayload(
                    payload.GetProperty("description").GetString()!, payload.GetProperty("longitude").GetDouble(), payload.GetProperty("latitude").GetDouble()),
                content),
            var unknown => throw new InvalidOperationException($"The scenario has an unknown kind '{unknown}'."),
        };
    }

    private static SendOptions SendOptionsOf(JsonElement step) => new()
    {
        OnlineUserOnly = step.TryGetProperty("onlineUserOnly", out var only) && only.GetBoolean(),
        ExcludedFromUnreadCount = step.TryGetProperty("messageControlInfo", out var control)
            && control.TryGetProperty("excludedFromUnreadCount", out var excluded) && excluded.GetBoolean(),
    };
}
