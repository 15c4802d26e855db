using System.Text.Json;
using Chat.Actors;
using Chat.Actors.Events;
using Chat.Actors.Messages;

namespace Chat.EndToEnd.Parity;

/// <summary>Steps of <c>parity-reconnect.json</c>, as <c>parity-reconnect.mjs</c> does them with the official SDK.</summary>
internal sealed class ReconnectSteps(ChatClient account, ChatClient peer, string accountId, BreakableTransport network)
{
    /// <summary>For what a client asks by itself after it is back.</summary>
    private static readonly TimeSpan Requests = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, ChatMessage> _said = new(StringComparer.Ordinal);

    /// <summary>Null for a step of another kind.</summary>
    public Task? Run(JsonElement step) => Text(step, "op") switch
    {
        "leave" => UntilAsync(NetState.Disconnected, network.Leave),
        "comeBack" => ComeBackAsync(Text(step, "stranger")),
        "deafen" => Task.Run(network.Deafen),
        "cut" => CutAsync(),
        "peerSends" => SayAsync(step),
        "peerRecalls" => peer.RevokeMessageAsync(_said[Text(step, "message")]),
        "peerEdits" => peer.ModifyMessageAsync(
            _said[Text(step, "message")] with { Payload = new TextPayload(Text(step.GetProperty("payload"), "text")) }),
        _ => null,
    };

    private async Task ComeBackAsync(string stranger)
    {
        await UntilAsync(NetState.Connected, network.ComeBack);
        await account.GetUserProfileAsync([stranger]);
        await Task.Delay(Requests);
    }

    private async Task CutAsync()
    {
        await UntilAsync(NetState.Connected, network.Cut);
        await Task.Delay(Requests);
    }

    private async Task SayAsync(JsonElement step)
    {
        var to = step.TryGetProperty("groupID", out var group) ? MessageTarget.Group(group.GetString()!) : accountId;
        var sent = await peer.SendMessageAsync(peer.CreateTextMessage(to, Text(step, "text")));
        if (step.TryGetProperty("keep", out var name))
        {
            _said[name.GetString()!] = sent;
        }
    }

    private async Task UntilAsync(NetState state, Action act)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Action<NetStateChanged> handler = e =>
        {
            if (e.State == state)
            {
                reached.TrySetResult();
            }
        };
        account.On(handler);
        act();
        await reached.Task;
        account.Off<NetStateChanged>(handler);
    }

    private static string Text(JsonElement step, string field) => step.GetProperty(field).GetString()!;
}
