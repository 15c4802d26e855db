using System.Buffers.Text;
using System.Text;

namespace Chat.Benchmarks.Load;

/// <summary>Frames as the official SDK writes them.</summary>
internal static class Frames
{
    public const string LoginBody = """{"State":"Online","is_web_uniapp":0,"InstType":0,"CustomInfo":""}""";

    private const string OfflinePush =
        """{"PushFlag":0,"Title":"","Desc":"","Ext":"","ApnsInfo":{"Sound":"","BadgeMode":0,"Image":"","InterruptionLevel":"active","ContentAvailable":0},"AndroidInfo":{"Sound":"","XiaoMiChannelID":"","OPPOChannelID":"","GoogleChannelID":"","VIVOClassification":1,"VIVOCategory":"","HuaWeiCategory":"","OPPOCategory":"","HuaWeiImage":"","HonorImage":"","GoogleImage":"","HonorImportance":""}}""";

    public static byte[] Build(string command, string body, long sequence, string identity, uint instanceId) => Encoding.UTF8.GetBytes(
        $$"""{"head":{"ver":"v4","platform":7,"websdkappid":537048168,"websdkversion":"1.7.3","sdkappid":1400000001,"contenttype":"json","reqtime":1700000000,{{identity}},"status_instid":{{instanceId}},"sdkability":75689843,"sdkability_ext":"","cappid":0,"cs":123456789,"servcmd":"{{command}}","seq":{{sequence}}},"body":{{body}}}""");

    /// <summary>The sends of one client: about 1.2 KB each, of which only numbers change.</summary>
    internal sealed class SendTemplate(RawClient client, string peer, string payload)
    {
        private readonly byte[] _head = Encoding.UTF8.GetBytes(
            $$"""{"head":{"ver":"v4","platform":7,"websdkappid":537048168,"websdkversion":"1.7.3","sdkappid":1400000001,"contenttype":"json","reqtime":1700000000,"a2":"{{client.A2}}","tinyid":"{{client.TinyId}}","status_instid":{{client.InstanceId}},"sdkability":75689843,"sdkability_ext":"","cappid":0,"cs":123456789,"servcmd":"openim.sendmsg","seq":""");

        private readonly byte[] _body = Encoding.UTF8.GetBytes(
            $$"""},"body":{"From_Account":"{{client.UserId}}","To_Account":"{{peer}}","From_AccountNick":"","From_AccountHeadurl":"","MsgSeq":""");

        private readonly byte[] _tail = Encoding.UTF8.GetBytes(
            $$$"""{{{payload}}}"}}],"CloudCustomData":"","SendMsgControl":[],"IsNeedReadReceipt":0,"SupportMessageExtension":0,"IsRelayMsg":0,"OfflinePushInfo":{{{OfflinePush}}}}}""");

        private readonly byte[] _buffer = new byte[4096];

        /// <summary>One send; the text begins with "#number#".</summary>
        public ReadOnlySpan<byte> Build(long sequence, long number, uint random)
        {
            var at = 0;
            Append(_head, ref at);
            Append(sequence, ref at);
            Append(_body, ref at);
            Append(number + 1_000_000, ref at);
            Append(",\"MsgRandom\":"u8, ref at);
            Append(random, ref at);
            Append(",\"MsgClientTime\":1700000000,\"MsgBody\":[{\"MsgType\":\"TIMTextElem\",\"MsgContent\":{\"Text\":\"#"u8, ref at);
            Append(number, ref at);
            Append("#"u8, ref at);
            Append(_tail, ref at);
            return _buffer.AsSpan(0, at);
        }

        private void Append(ReadOnlySpan<byte> text, ref int at)
        {
            text.CopyTo(_buffer.AsSpan(at));
            at += text.Length;
        }

        private void Append(long number, ref int at)
        {
            Utf8Formatter.TryFormat(number, _buffer.AsSpan(at), out var digits);
            at += digits;
        }
    }
}
