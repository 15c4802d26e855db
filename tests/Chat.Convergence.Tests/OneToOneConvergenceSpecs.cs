using Chat.Actors.Conversations;
using Chat.Actors.Messages;
using CsCheck;

namespace Chat.Convergence;

/// <summary>One-to-one conversations: the same list in the same order, the same messages, the same unread counts.</summary>
public sealed class OneToOneConvergenceSpecs : ConvergenceSpec
{
    private const uint KnownTraces = 2000;

    private enum Kind
    {
        Send,
        SendQuietly,
        SendUnshown,
        Read,
        Recall,
        Edit,
        Delete,
        Clear,
        DeleteConversation,
        DeleteConversationKeepingHistory,
        Pin,
        Unpin,
        Mark,
        SetCustomData,
        CreateGroup,
        Discard,
        Notify,
        OpenHistory,
        Disconnect,
        Connect,
        TimePasses,
    }

    [Fact]
    public void Every_device_ends_where_a_new_one_begins() =>
        RunTraces(Gen.Select(Gen.Enum<Kind>(), Gen.Int[0, Devices - 1], Gen.Int[0, 5]).List[1, 30], KnownTraces, Run, Print);

    protected override string Describe(Device device)
    {
        var list = List(device).Select(one =>
            $"{one.ConversationId} unread {one.UnreadCount}, pinned {one.IsPinned}, marks {string.Join('+', one.MarkList)}, data '{one.CustomData}', "
            + $"groups {string.Join('+', one.ConversationGroupList.Order())}, {one.RemindType}, peer read {one.PeerReadTime}, last {Describe(one.LastMessage)}");
        var messages = Messages(device, ConversationIds.OfUser(device.Peer)).Select(one => $"{one.From} {one.Sequence} '{((TextPayload)one.Payload).Text}' revoked {one.IsRevoked}, version {one.Version}, time {one.Time}");
        return string.Join('\n', [.. list, $"total {device.Client.GetTotalUnreadMessageCount()}", .. messages]);
    }

    private static string Print(List<(Kind Kind, int Device, int Back)> steps) => string.Join(", ", steps.Select(step => $"{step.Device}:{step.Kind}({step.Back})"));

    private static string Describe(LastMessage? last) =>
        last is null ? "none" : $"{last.From} {last.Sequence} '{((TextPayload)last.Payload).Text}' revoked {last.IsRevoked} by '{last.Revoker}', read {last.IsPeerRead}";

    private void Run(List<(Kind Kind, int Device, int Back)> steps) => RunTrace(devices =>
    {
        foreach (var (kind, index, back) in steps)
        {
            Step(devices[index], kind, back);
            Settle();
        }
    });

    private void Step(Device device, Kind kind, int back)
    {
        var client = device.Client;
        switch (kind)
        {
            case Kind.Disconnect:
                Disconnect(device);
                return;
            case Kind.Connect:
                Connect(device);
                return;
            case Kind.TimePasses:
                Pass(1);
                return;
        }

        if (!IsAvailable(device))
        {
            return;
        }

        var conversation = ConversationIds.OfUser(device.Peer);
        switch (kind)
        {
            case Kind.Send or Kind.SendQuietly or Kind.SendUnshown:
                Finish(client.SendMessageAsync(
                    client.CreateTextMessage(device.Peer, $"{device.Host} says {back}"),
                    new SendOptions { ExcludedFromUnreadCount = kind == Kind.SendQuietly, ExcludedFromLastMessage = kind == Kind.SendUnshown }));
                break;
            case Kind.Read:
                Finish(client.SetMessageReadAsync(conversation));
                break;
            case Kind.OpenHistory:
                Finish(client.GetMessageListAsync(conversation));
                break;
            case Kind.Recall when Pick(device, conversation, back) is { Flow: MessageFlow.Out, IsRevoked: false } message:
                Finish(client.RevokeMessageAsync(message));
                break;
            case Kind.Edit when Pick(device, conversation, back) is { Flow: MessageFlow.Out, IsRevoked: false } message:
                Finish(client.ModifyMessageAsync(message with { Payload = new TextPayload($"edited {message.Version + 1}") }));
                break;
            case Kind.Delete when Pick(device, conversation, back) is { } message:
                Finish(client.DeleteMessagesAsync([message]));
                break;
            case Kind.Clear:
                Finish(client.ClearHistoryMessageAsync(conversation));
                break;
            case Kind.DeleteConversation or Kind.DeleteConversationKeepingHistory when List(device).Count > 0:
                Finish(client.DeleteConversationAsync(conversation, kind == Kind.DeleteConversation));
                break;
            case Kind.Pin or Kind.Unpin:
                Finish(client.PinConversationAsync(conversation, kind == Kind.Pin));
                break;
            case Kind.Mark:
                Finish(client.MarkConversationAsync([conversation], 1UL << (back * 10), back % 2 == 0));
                break;
            case Kind.SetCustomData:
                Finish(client.SetConversationCustomDataAsync([conversation], $"data {back}"));
                break;
            case Kind.CreateGroup when List(device).Count > 0:
                Finish(client.CreateConversationGroupAsync($"group {back}", [conversation]));
                break;
            case Kind.Discard or Kind.Notify:
                Finish(client.SetMessageRemindTypeAsync([device.Peer], kind == Kind.Discard ? RemindType.Discard : RemindType.AcceptAndNotify));
                break;
        }
    }
}
