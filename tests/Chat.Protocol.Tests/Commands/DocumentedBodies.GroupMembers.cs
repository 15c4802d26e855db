namespace Chat.Protocol.Tests.Commands;

/// <content>Members of groups.</content>
internal static partial class DocumentedBodies
{
    private const string GroupMember =
        """
        {"Member_Account":"bob","Role":"Admin","JoinTime":1700000003,"NameCard":"c","ShutUpUntil":1700000004,"OnlineStatus":"Online",
         "LastSendMsgTime":1700000005,"AppMemberDefinedData":[{"Key":"k","Value":"v"}]}
        """;

    private static KeyValuePair<string, (string Request, string Reply)>[] GroupMembers() =>
    [
        .. OfGroup(
            "get_group_member_info",
            """
            {"GroupId":"@TGS#1","Limit":30,"Offset":15,"Next":"n","MemberRoleFilter":["Admin"],"MemberInfoFilter":["Role","OnlineStatus"]}
            """,
            $$"""{"MemberNum":3,"MemberList":[{{GroupMember}}],"Next":"n"}"""),
        .. OfGroup(
            "get_specified_group_member_info",
            """
            {"GroupId":"@TGS#1","Member_List_Account":["bob"],"MemberInfoFilter":["Role"],"AppDefinedDataFilter_GroupMember":["k"]}
            """,
            $$"""{"MemberList":[{{GroupMember}}]}"""),
        .. OfGroup(
            "add_group_member",
            """{"GroupId":"@TGS#1","MemberList":[{"Member_Account":"bob"}],"Silence":1}""",
            """{"MemberList":[{"Member_Account":"bob","Result":2}]}"""),
        .. OfGroup("delete_group_member", """{"GroupId":"@TGS#1","MemberToDel_Account":["bob"],"Reason":"r"}""", Ok),
        .. OfGroup("ban_group_member", """{"GroupId":"@TGS#1","Members_Account":["bob"],"Duration":60,"Description":"d"}""", Ok),
        .. OfGroup(
            "modify_group_member_info",
            """
            {"GroupId":"@TGS#_1","TopicId":"@TGS#_1@TOPIC#_2","Member_Account":"bob","Role":"Custom","ShutUpTime":60,"NameCard":"c",
             "AppMemberDefinedData":[{"Key":"k","Value":"v"}],"MsgFlag":"AcceptNotNotify"}
            """,
            Ok),
    ];
}
