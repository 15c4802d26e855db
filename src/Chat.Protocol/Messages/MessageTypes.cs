namespace Chat.Protocol.Messages;

/// <summary>Values of <c>MsgType</c>: the wire name is the SDK's <c>TYPES.MSG_…</c> value.</summary>
public static class MessageTypes
{
    public const string Text = "TIMTextElem";
    public const string Custom = "TIMCustomElem";
    public const string Face = "TIMFaceElem";
    public const string Location = "TIMLocationElem";
    public const string Image = "TIMImageElem";
    public const string Sound = "TIMSoundElem";
    public const string Video = "TIMVideoFileElem";
    public const string File = "TIMFileElem";
    public const string Relay = "TIMRelayElem";

    /// <summary>A tip of a group; never on the wire, there the push tells it.</summary>
    public const string GroupTip = "TIMGroupTipElem";

    /// <summary>A system notice; never on the wire, there the push tells it.</summary>
    public const string GroupSystemNotice = "TIMGroupSystemNoticeElem";
}
