using Chat.Protocol.Commands;

namespace Chat.Protocol.Messages;

/// <summary>Merged messages whose list is too long to travel inside the message (service <c>im_long_msg</c>).</summary>
public static class LongMessageCommands
{
    public static readonly Command<SaveRelayedMessages, RelayedMessagesSaved> Save =
        new("im_long_msg.save_relay_json_msg", MessagesJson.Default.SaveRelayedMessages, MessagesJson.Default.RelayedMessagesSaved);

    public static readonly Command<GetRelayedMessages, RelayedMessagesReply> Get =
        new("im_long_msg.get_relay_json_msg", MessagesJson.Default.GetRelayedMessages, MessagesJson.Default.RelayedMessagesReply);
}

public sealed record SaveRelayedMessages
{
    public const int MaxMessages = 300;

    /// <summary>The messages as JSON text, each as in <c>TIMRelayElem.MsgList</c>.</summary>
    public RawJson[] MsgList { get; set; } = [];
}

public sealed record RelayedMessagesSaved : Reply
{
    public string JsonMsgKey { get; set; } = "";

    public string PbMsgKey { get; set; } = "";
}

public sealed record GetRelayedMessages
{
    public string JsonMsgKey { get; set; } = "";
}

public sealed record RelayedMessagesReply : Reply
{
    /// <summary>As uploaded; each also has the <c>TinyId</c> of its sender, which clients do not upload but need for message IDs.</summary>
    public RawJson[] MsgList { get; set; } = [];
}
