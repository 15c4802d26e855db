using Chat.Protocol.Groups;

namespace Chat.Protocol.Tests.Groups;

public sealed class GroupCommandSpecs
{
    [Theory]
    [InlineData("my group", "group_open_http_svc.send_group_msg")]
    [InlineData("@TGS#1ABC", "group_open_http_svc.send_group_msg")]
    [InlineData("@TGS#_community", "million_group_open_http_svc.send_group_msg")]
    [InlineData("@TGS#_community@TOPIC#_topic", "million_group_open_http_svc.send_group_msg")]
    public void Communities_and_their_topics_have_a_service_of_their_own(string groupId, string name)
    {
        Assert.Equal(name, GroupMessageCommands.Send.For(groupId).Name);
    }

    [Theory]
    [InlineData("@TGS#1ABC", "group_open_http_svc.")]
    [InlineData("@TGS#_community", "million_group_open_http_svc.")]
    [InlineData("@TGS#_community@TOPIC#_topic", "group_open_http_svc.")]
    public void Receipts_of_a_topic_go_to_the_service_of_ordinary_groups(string groupId, string service)
    {
        Assert.Equal(service + "group_msg_receipt", GroupMessageCommands.SendReceipts.For(groupId).Name);
        Assert.Equal(service + "get_group_msg_receipt", GroupMessageCommands.GetReceipts.For(groupId).Name);
        Assert.Equal(service + "get_group_msg_receipt_detail", GroupMessageCommands.GetReceiptMembers.For(groupId).Name);
        Assert.Equal(service + "get_group_msg_receipts_by_users", GroupMessageCommands.GetReceiptsByUsers.For(groupId).Name);
    }

    [Theory]
    [InlineData("@TGS#_community@TOPIC#_topic", "@TGS#_community", true)]
    [InlineData("@TGS#_community", "@TGS#_community", false)]
    [InlineData("@TGS#1ABC", "@TGS#1ABC", false)]
    public void The_ID_of_a_topic_holds_its_communitys(string id, string community, bool isTopic)
    {
        Assert.Equal((community, isTopic), (GroupIds.CommunityOf(id), GroupIds.IsTopic(id)));
    }
}
