namespace Chat.Protocol.Tests.Commands;

/// <content>Groups themselves, their applications, attributes and counters.</content>
internal static partial class DocumentedBodies
{
    private const string GroupFields = """[{"Key":"k","Value":"v"}]""";

    private const string GroupFilter = """["Type","Name"]""";

    private const string GroupData =
        """
        "GroupId":"@TGS#1","Type":"Public","Name":"n","FaceUrl":"http://x/g.png","Introduction":"i","Notification":"o","Owner_Account":"alice",
        "CreateTime":1700000000,"LastInfoTime":1700000001,"LastMsgTime":1700000002,"NextMsgSeq":13,"MemberNum":3,"MaxMemberNum":2000,
        "ApplyJoinOption":"NeedPermission","InviteJoinOption":"DisableInvite"
        """;

    private const string AttributesReply = """{"AttrMainSeq":6,"GroupAttrAry":[{"key":"k","seq":3}]}""";

    private const string GetAttributes = """{"GroupId":"@TGS#1","Key":"b","GroupType":1}""";

    private const string GetAttributesReply = """{"AttrMainSeq":6,"GroupAttrAry":[{"key":"k","value":"v","seq":3}]}""";

    private static KeyValuePair<string, (string Request, string Reply)>[] Groups() =>
    [
        .. OfGroup(
            "get_joined_group_list",
            """
            {"Member_Account":"alice","Limit":50,"Offset":7,"ResponseFilter":{"GroupBaseInfoFilter":["Type","Name"],"SelfInfoFilter":["Role"]},
             "SupportTopic":1,"NeedAppDefineData":2}
            """,
            $$"""
            {"TotalCount":1,"GroupIdList":[{{{GroupData}},"SupportTopic":1,"MuteAllMember":"On","LastRecallTime":1700000000000001,
             "AppDefinedData":{{GroupFields}},"SelfInfo":{"Role":"Admin","JoinTime":1700000003,"MsgFlag":"Discard","MsgSeq":9,"NoUnreadSeqList":[10,11],"NameCard":"c"},
             "AtInfoList":[{"From_Account":"bob","AtMsgSeq":11,"AtFlagList":[1,2],"MsgRandom":34}]}]}
            """),
        .. OfGroup(
            "get_group_self_member_info",
            $$"""
            {"GroupIdList":["@TGS#1"],
             "ResponseFilter":{"GroupBaseInfoFilter":{{GroupFilter}},"MemberInfoFilter":["Role"],"AppDefinedDataFilter_Group":["k"]} }
            """,
            $$"""
            {"GroupInfo":[{{{GroupData}},"ErrorCode":10010,"ErrorInfo":"e","InfoSeq":4,"ShutUpAllMember":"On","SupportTopic":1,"AppDefinedData":{{GroupFields}},
             "MemberList":[{"Member_Account":"alice","Role":"Admin","JoinTime":1700000003,"MsgSeq":9,"MsgFlag":"Discard","NameCard":"c",
              "ShutUpUntil":1700000004,"AppMemberDefinedData":{{GroupFields}}}]}]}
            """),
        .. OfGroup(
            "get_group_public_info",
            $$"""{"GroupIdList":["@TGS#1"],"ResponseFilter":{"GroupBasePublicInfoFilter":{{GroupFilter}}} }""",
            $$"""{"GroupInfo":[{{{GroupData}},"ErrorCode":0,"ErrorInfo":"e"},{"GroupId":"@TGS#2","ErrorCode":10010,"ErrorInfo":"f"}]}"""),
        .. OfGroup(
            "create_group",
            $$"""
            {"Type":"Community","Name":"n","GroupId":"@TGS#_1","Owner_Account":"alice","Introduction":"i","Notification":"o","MaxMemberCount":200,
             "ApplyJoinOption":"FreeAccess","InviteJoinOption":"NeedPermission",
             "MemberList":[{"Member_Account":"bob","Role":"Admin","AppMemberDefinedData":{{GroupFields}}}],"AppDefinedData":{{GroupFields}},
             "WebPushFlag":2,"FaceUrl":"http://x/g.png","SupportTopic":1}
            """,
            """{"GroupId":"@TGS#_1","HugeGroupFlag":1,"OverJoinedGroupLimit_Account":["bob"]}"""),
        .. OfGroup("destroy_group", """{"GroupId":"@TGS#1"}""", Ok),
        .. OfGroup(
            "modify_group_base_info",
            $$"""
            {"GroupId":"@TGS#1","Name":"n","Introduction":"i","Notification":"o","FaceUrl":"http://x/g.png","ApplyJoinOption":"DisableApply",
             "InviteJoinOption":"FreeAccess","ShutUpAllMember":"On","AppDefinedData":{{GroupFields}}}
            """,
            Ok),
        .. OfGroup(
            "apply_join_group",
            """{"GroupId":"@TGS#1","ApplyMsg":"please","UserDefinedField":"u","WebPushFlag":2,"HugeGroupHistoryMsgFlag":1}""",
            JoinReply),
        .. OfGroup("quit_group", """{"GroupId":"@TGS#1"}""", Ok),
        .. OfGroup("change_group_owner", """{"GroupId":"@TGS#1","NewOwner_Account":"bob"}""", Ok),
        .. OfGroup("get_online_member_num", """{"GroupId":"@TGS#1"}""", """{"OnlineMemberNum":5,"ExpireTime":60}"""),

        .. OfGroup(
            "get_pendency",
            """{"StartTime":1700000000,"Limit":21,"Handle_Account":"alice"}""",
            """
            {"NextStartTime":1700000001,"PendencyList":[{"From_Account":"bob","To_Account":"alice","GroupId":"@TGS#1","GroupName":"n",
             "FromUserNickName":"Bob","Authentication":"a","AddTime":1700000000000001,"Handled":2,"PendencyType":2,"ApplyInviteMsg":"please"}]}
            """),
        .. OfGroup(
            "handle_apply_join_group",
            """
            {"GroupId":"@TGS#1","Applicant_Account":"bob","HandleMsg":"Agree","ApprovalMsg":"yes","Authentication":"a","MsgKey":1700000000000001}
            """,
            Ok),
        .. OfGroup(
            "handle_invite_join_permission_group",
            """
            {"GroupId":"@TGS#1","Applicant_Account":"bob","Invited_Account":"carol","HandleMsg":"Reject","ApprovalMsg":"no","Authentication":"a"}
            """,
            Ok),
        .. OfGroup(
            "handle_invite_join_group",
            """{"GroupId":"@TGS#1","Inviter_Account":"bob","HandleMsg":"Agree","ApprovalMsg":"yes","Authentication":"a","MsgKey":"1700000000000001"}""",
            Ok),
        Of(
            "openim.deletemsg",
            """
            {"DelMsgList":[{"From_Account":"@TIM#SYSTEM","MsgSeq":12,"MsgRandom":34},
             {"From_Account":"bob","To_Account":"alice","MsgSeq":13,"MsgRandom":35,"GroupId":"@TGS#1"},{"From_Account":"bob","MsgRandom":36}]}
            """,
            Ok),

        .. OfGroup(
            "set_group_attr",
            """{"GroupId":"@TGS#1","GroupAttr":[{"key":"k","value":"v"}],"AttrMainSeq":5,"BytesKey":"b","AttrControl":["RaceConflict"]}""",
            AttributesReply),
        .. OfGroup(
            "modify_group_attr",
            """{"GroupId":"@TGS#1","GroupAttr":[{"key":"k","value":"v","seq":2}],"AttrMainSeq":5,"BytesKey":"b","AttrControl":["RaceConflict"]}""",
            AttributesReply),
        .. OfGroup(
            "delete_group_attr",
            """{"GroupId":"@TGS#1","GroupAttr":[{"key":"k","seq":2}],"AttrMainSeq":5,"BytesKey":"b","AttrControl":["RaceConflict"]}""",
            """{"AttrMainSeq":6}"""),
        .. OfGroup(
            "clear_group_attr", """{"GroupId":"@TGS#1","AttrMainSeq":5,"BytesKey":"b","AttrControl":["RaceConflict"]}""", """{"AttrMainSeq":6}"""),
        Of("group_open_attr_http_svc.get_group_attr", GetAttributes, GetAttributesReply),
        Of("million_group_open_http_svc.get_group_attr", GetAttributes, GetAttributesReply),
        .. OfGroup(
            "update_group_counter",
            """{"GroupId":"@TGS#1","GroupCounter":[{"Key":"k","Value":-7}],"BytesKey":"b","Mode":"Increase"}""",
            """{"GroupCounter":[{"Key":"k","Value":-2}]}"""),
        .. OfGroup(
            "get_group_counter",
            """{"GroupId":"@TGS#1","GroupCounterKeys":["k"],"BytesKey":"b"}""",
            """{"GroupCounter":[{"Key":"k","Value":-2}],"GroupCounterSeq":8}"""),
    ];
}
