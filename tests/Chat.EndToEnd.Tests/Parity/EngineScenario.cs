using System.Text.Json;
using System.Text.Json.Nodes;
using Akka.Actor;
using Chat.Actors;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Conversations;

namespace Chat.EndToEnd.Parity;

/// <summary>Executes a scenario file with the engine, as <c>parity-scenario.mjs</c> does with the official SDK.</summary>
internal sealed class EngineScenario(HostProcess host, string file, bool isLikeCloud)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public async Task<IReadOnlyList<RecordedFrame>> RunAsync()
    {
        using var scenario = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Conformance, file)));
        var root = scenario.RootElement;
        var (accountId, peerId) = (root.GetProperty("account").GetString()!, root.GetProperty("peer").GetString()!);
        using var system = ActorSystem.Create("parity", "akka { loglevel = ERROR, log-dead-letters = off }");
        var network = new BreakableTransport();
        var transport = new RecordingTransport(network, isLikeCloud);
        var options = new ChatOptions(HostProcess.App)
        {
            ProxyServer = host.WebSocketUrl,
            Reconnect = new ReconnectPolicy { FirstDelay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromMilliseconds(200) },
            UnlimitedAVChatRoom = root.TryGetProperty("unlimitedAVChatRoom", out _),
            FileUploadProxy = root.TryGetProperty("fileProxy", out _) ? host.HttpUrl : null,
        };
        var peer = ChatEngine.Of(system).Create(options, peerId);
        var account = ChatEngine.Of(system).Create(options with { Transport = transport }, accountId);
        var messages = new MessageSteps(account, peer, accountId, peerId);
        var reconnects = new ReconnectSteps(account, peer, accountId, network);
        await peer.LoginAsync(peerId, HostProcess.Sign(peerId));
        foreach (var other in root.TryGetProperty("others", out var others) ? others.EnumerateArray().Select(static one => one.GetString()!) : [])
        {
            await ChatEngine.Of(system).Create(options, other).LoginAsync(other, HostProcess.Sign(other));
        }

        foreach (var step in root.GetProperty("steps").EnumerateArray())
        {
            await RunStepAsync(step, account, transport, messages, reconnects, accountId, peerId).WaitAsync(Limit);
        }

        await system.Terminate();
        return transport.Frames;
    }

    private static async Task RunStepAsync(
        JsonElement step, ChatClient account, RecordingTransport transport, MessageSteps messages, ReconnectSteps reconnects, string accountId, string peerId)
    {
        var conversation = ConversationIds.OfUser(peerId);
        switch (step.GetProperty("op").GetString())
        {
            case "login":
                await account.LoginAsync(accountId, HostProcess.Sign(accountId));
                await Task.Delay(TimeSpan.FromSeconds(3));
                break;
            case "replies":
                transport.ChangeReplies(
                    step.GetProperty("command").GetString()!, step.TryGetProperty("fields", out var fields) ? JsonObject.Create(fields.Clone()) : null);
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
            default:
                if ((ConversationSteps.Run(step, account) ?? FriendSteps.Run(step, account) ?? reconnects.Run(step)) is not { } change)
                {
                    await messages.RunAsync(step);
                }
                else if (step.TryGetProperty("fails", out _))
                {
                    await Assert.ThrowsAsync<ChatException>(() => change);
                }
                else
                {
                    await change;
                }

                break;
        }
    }
}
