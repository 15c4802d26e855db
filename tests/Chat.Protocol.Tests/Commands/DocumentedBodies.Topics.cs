namespace Chat.Protocol.Tests.Commands;

/// <content>Topics of communities.</content>
internal static partial class DocumentedBodies
{
    private static KeyValuePair<string, (string Request, string Reply)>[] Topics() =>
    [
        Of(
            "million_group_open_http_svc.create_topic",
            """
            {"GroupId":"@TGS#_1","TopicId":"@TGS#_1@TOPIC#_2","TopicName":"t","FaceUrl":"http://x/t.png","CustomString":"c","Notification":"o",
             "Introduction":"i"}
            """,
            """{"TopicId":"@TGS#_1@TOPIC#_2"}"""),
        Of(
            "million_group_open_http_svc.destroy_topic",
            """{"GroupId":"@TGS#_1","TopicIdList":["@TGS#_1@TOPIC#_2"]}""",
            """{"DestroyResultItem":[{"TopicId":"@TGS#_1@TOPIC#_2","ErrorCode":10010,"ErrorInfo":"e"}]}"""),
        Of(
            "million_group_open_http_svc.modify_topic",
            """
            {"GroupId":"@TGS#_1","TopicId":"@TGS#_1@TOPIC#_2","TopicName":"t","FaceUrl":"http://x/t.png","CustomString":"c","Notification":"o",
             "Introduction":"i","ShutUpAllMember":"On"}
            """,
            Ok),
        Of(
            "million_group_open_http_svc.get_topic",
            """{"GroupId":"@TGS#_1","TopicIdList":["@TGS#_1@TOPIC#_2"],"MemberInfoFilter":["NoUnreadSeqList"]}""",
            """
            {"TopicAndSelfInfo":[{"ErrorCode":10010,"ErrorInfo":"e",
              "TopicInfo":{"GroupId":"@TGS#_1","TopicId":"@TGS#_1@TOPIC#_2","TopicName":"t","FaceUrl":"http://x/t.png","Introduction":"i",
               "Notification":"o","CustomString":"c","ShutUpAllFlag":1,"NextMsgSeq":13,"LastMsgTime":1700000002,
               "LastMsg":{"From_Account":"bob","From_AccountNick":"Bob","NameCard":"n","LastMsgSeq":12,"MsgTimeStamp":1700000001,
                "MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}],"CloudCustomData":"d","MsgVersion":2,"IsPlaceMsg":2,
                "RevokerInfo":{"Revoker_Account":"bob","Reason":"r"}},
               "LastTip":{"Event":4,"ToGroupId":"@TGS#_1@TOPIC#_2","MsgSeq":12,"MsgBody":{"OpType":8}},
               "AtInfoList":[{"From_Account":"bob","AtMsgSeq":11,"AtFlagList":[1,2],"MsgRandom":34}]},
              "SelfInfo":{"MsgSeq":9,"MsgFlag":"Discard","ShutUpTime":60,"NoUnreadSeqList":[10,11]}}]}
            """),
    ];
}
