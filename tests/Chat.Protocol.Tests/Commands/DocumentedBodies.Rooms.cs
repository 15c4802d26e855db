namespace Chat.Protocol.Tests.Commands;

/// <content>Live rooms.</content>
internal static partial class DocumentedBodies
{
    private const string JoinReply =
        $$"""
        {"JoinedStatus":"JoinedSuccess","HugeGroupFlag":1,"AVChatRoomKey":"b","LongPollingKey":"p","StartSeq":3,"RspMsgList":[{{GroupMessage}}]}
        """;

    private const string Poll = """{"USP":2,"StartSeq":3,"HoldTime":10,"Key":"p","DownsizeFlag":1,"StartBroadcastSeq":4}""";

    private const string PollReply =
        $$"""
        {"ErrorCode":7,"Key":"q","NextSeq":5,"RspMsgList":[{{GroupMessage}},
          {"Event":5,"ToGroupId":"@TGS#1","MsgSeq":12,"MsgBody":{"ReportType":5,"Operator_Account":"alice"} },
          {"Event":20,"ToGroupId":"@TGS#1","RevokerInfo":{"Revoker_Account":"bob","Reason":"r"},
           "MsgBody":{"RevokeMsgList":[{"TinyId":"5","MsgClientTime":1700000000,"MsgRandom":34,"MsgSeq":12}]} },
          {"Event":100,"ToGroupId":"@TGS#1","MsgSeq":13,"MsgTimeStamp":1700000001,"MsgBody":{"MsgContent":"text"} }],
         "NextBroadcastSeq":6,"RspBroadcastMsgList":[{"Event":17,"To_Account":"@TGS#1","MsgSeq":14}]}
        """;

    private static KeyValuePair<string, (string Request, string Reply)>[] Rooms() =>
    [
        Of("group_open_http_noauth_svc.apply_join_group", """{"GroupId":"@TGS#1","WebPushFlag":2}""", JoinReply),
        Of("group_open_long_polling_http_svc.get_msg", Poll, PollReply),
        Of("group_open_long_polling_http_noauth_svc.get_msg", Poll, PollReply),
        Of(
            "group_open_avchatroom_http_svc.get_members",
            """{"GroupId":"@TGS#1","Timestamp":1700000000,"Mark":1000}""",
            """
            {"MemberList":[{"Member_Account":"bob","NickName":"Bob","Avatar":"http://x/b.png","JoinTime":1700000003,"Marks":[1000,1001]}],
             "NextTimestamp":1700000004}
            """),
        Of(
            "group_open_avchatroom_http_svc.modify_user_info",
            """{"GroupId":"@TGS#1","CommandType":2,"MemberList":[{"Member_Account":"bob","Marks":[1000]}]}""",
            """{"MemberList":[{"Member_Account":"bob"}]}"""),
        Of(
            "group_open_http_svc.get_huge_group_msg",
            """{"GroupId":"@TGS#1","LongPollingKey":"p","PullPreSeq":3}""",
            $$"""{"RspMsgList":[{{GroupMessage}}]}"""),
        Of(
            "group_open_http_svc.send_broadcast_msg",
            """{"From_Account":"alice","Random":34,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}],"CloudCustomData":"c"}""",
            """{"MsgSeq":12}"""),
    ];
}
