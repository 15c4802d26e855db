namespace Chat.Protocol.Tests.Commands;

/// <content>Messages of groups and topics.</content>
internal static partial class DocumentedBodies
{
    private const string GroupMessage =
        """
        {"Event":3,"From_Account":"bob","To_Account":"alice","ToGroupId":"@TGS#_1","ToTopicId":"@TGS#_1@TOPIC#_2","TinyId":"144115198244471703",
         "ClientSeq":7,"MsgSeq":12,"MsgRandom":34,"MsgTimeStamp":1700000001,"MsgClientTime":1700000000,"MsgPriority":"High",
         "MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}],"CloudCustomData":"c","NeedReadReceipt":1,"SupportMessageExtension":1,
         "OnlineOnlyFlag":1,"SendMsgControl":{"NoUnread":1,"NoLastMsg":1},
         "GroupAtInfo":[{"GroupAtAllFlag":0,"GroupAt_Account":"alice"},{"GroupAtAllFlag":1}],"MsgVersion":2,"MsgModifiedFlag":1,"MsgCheckResult":2,
         "IsPlaceMsg":2,"RevokerInfo":{"Revoker_Account":"bob","Reason":"r"},
         "GroupInfo":{"GroupId":"@TGS#_1","GroupName":"n","GroupType":"Community","From_AccountNick":"Bob","From_AccountHeadurl":"http://x/b.png",
          "From_AccountLevel":4,"MsgFrom_AccountExtraInfo":{"NameCard":"B"},"TopicId":"@TGS#_1@TOPIC#_2","MillionGroupFlag":2,"NotVisible":1}}
        """;

    private const string GroupTip =
        """
        {"Event":4,"From_Account":"@TIM#SYSTEM","ToGroupId":"@TGS#1","MsgSeq":11,"MsgRandom":33,"ClientSeq":6,"MsgTimeStamp":1700000000,
         "MsgClientTime":1699999999,"MsgPriority":2,"GroupInfo":{"GroupId":"@TGS#1","From_Account":"bob"},"MsgBody":{"OpType":1}}
        """;

    private const string GroupReactionChange =
        """
        {"GroupId":"@TGS#_1","TopicId":"@TGS#_1@TOPIC#_2","Reaction":"smile","MsgSeq":12,"Add_Account":["alice"],"Del_Account":["bob"]}
        """;

    private static KeyValuePair<string, (string Request, string Reply)>[] GroupMessages() =>
    [
        .. OfGroup(
            "send_group_msg",
            """
            {"From_Account":"alice","GroupId":"@TGS#_1","TopicId":"@TGS#_1@TOPIC#_2","Random":34,"ClientSeq":7,"MsgClientTime":1700000000,
             "MsgPriority":"Lowest","MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}],"CloudCustomData":"c","OnlineOnlyFlag":1,
             "GroupAtInfo":[{"GroupAtAllFlag":0,"GroupAt_Account":"bob"},{"GroupAtAllFlag":1}],"SendMsgControl":["NoUnread","NoLastMsg","NoMsgCheck"],
             "NeedReadReceipt":1,"SupportMessageExtension":1,"IsRelayMsg":1,"To_Account":["bob"],"CustomModerationConfigID":"m",
             "ForbidCallbackControl":["ForbidBeforeSendMsgCallback"],
             "OfflinePushInfo":{"PushFlag":1,"Title":"t","Desc":"d","Ext":"e",
              "ApnsInfo":{"Sound":"s","BadgeMode":1,"Image":"i","InterruptionLevel":"passive","ContentAvailable":1,"IsVoipPush":0},
              "AndroidInfo":{"Sound":"s","XiaoMiChannelID":"x","OPPOChannelID":"o","GoogleChannelID":"g","VIVOClassification":2,"VIVOCategory":"v",
               "HuaWeiCategory":"h","OPPOCategory":"p","HuaWeiImage":"hi","HonorImage":"ho","GoogleImage":"gi","HonorImportance":"NORMAL","MeiZuNoticeMsgType":1}}}
            """,
            """{"MsgTime":1700000001,"MsgSeq":12,"ReadReceiptCode":3,"MsgDropReason":"d","NameCard":"n"}"""),
        .. OfGroup(
            "group_msg_get",
            """
            {"WithRecalledMsg":2,"GroupId":"@TGS#_1","TopicId":"@TGS#_1@TOPIC#_2","ReqMsgSeq":12,"ReqMsgNumber":20,"GetType":3,"ReqMsgSeqList":[11,12]}
            """,
            $$"""{"IsFinished":2,"NextReqMsgSeq":10,"RspMsgList":[{{GroupMessage}},{{GroupTip}}],"InvisibleMsgSeq":[9,8]}"""),
        .. OfGroup("msg_read_report", """{"GroupId":"@TGS#_1","TopicId":"@TGS#_1@TOPIC#_2","MsgReadedSeq":12}""", Ok),
        .. OfGroup(
            "group_msg_recall",
            """{"GroupId":"@TGS#_1","MsgSeqList":[{"MsgSeq":12}],"TopicId":"@TGS#_1@TOPIC#_2"}""",
            """{"RecallRetList":[{"MsgSeq":12,"RetCode":10030}]}"""),
        .. OfGroup(
            "delete_group_ramble_msg_by_seq",
            """{"GroupId":"@TGS#_1","TopicId":"@TGS#_1@TOPIC#_2","Deleter_Account":"alice","Seqs":["12","13"]}""",
            Ok),
        Of(
            "openim.modify_group_msg",
            """
            {"GroupId":"@TGS#_1","TopicId":"@TGS#_1@TOPIC#_2","MsgSeq":12,"MsgVersion":1,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}],
             "CloudCustomData":"c"}
            """,
            """{"MsgVersion":2,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}],"CloudCustomData":"c"}"""),

        .. OfGroup("group_msg_receipt", """{"GroupId":"@TGS#1","MsgSeqList":[{"MsgSeq":12}]}""", Ok),
        .. OfGroup(
            "get_group_msg_receipt",
            """{"GroupId":"@TGS#1","MsgSeqList":[{"MsgSeq":12}]}""",
            """{"GroupMsgReceiptList":[{"MsgSeq":12,"Code":7,"ReadNum":2,"UnreadNum":3}]}"""),
        .. OfGroup(
            "get_group_msg_receipt_detail",
            """{"GroupId":"@TGS#1","MsgSeq":12,"Flag":1,"Cursor":"c","Num":50}""",
            """{"Cursor":"c","IsFinish":1,"ReadList":[{"Read_Account":"bob"}],"UnreadList":[{"Unread_Account":"carol"}]}"""),
        .. OfGroup(
            "get_group_msg_receipts_by_users",
            """{"GroupId":"@TGS#1","MemberReadMsgList":[{"MsgSeq":12,"MemberList_Account":["bob"]}]}""",
            """{"MsgReadList":[{"MsgSeq":12,"ReadList":[{"Read_Account":"bob","Read_Time":1700000002}]}]}"""),

        .. OfGroup("pin_message", """{"GroupId":"@TGS#_1","TopicId":"@TGS#_1@TOPIC#_2","MsgSeq":12,"Pinner_Account":"alice"}""", Ok),
        .. OfGroup("unpin_message", """{"GroupId":"@TGS#_1","TopicId":"@TGS#_1@TOPIC#_2","MsgSeq":12,"UnPinner_Account":"alice"}""", Ok),
        .. OfGroup(
            "get_pinned_messages",
            """{"GroupId":"@TGS#_1","TopicId":"@TGS#_1@TOPIC#_2"}""",
            """{"PinnedMsgList":[{"MsgSeq":12,"Pinner_Account":"alice"}]}"""),
        Of(
            "group_open_http_svc.batch_get_group_notify",
            """
            {"NotifyReqList":[{"NotifyType":2,"Limit":21,"Type":"Community","GroupId":"@TGS#_1","BeginTime":1700000000000001,"EndTime":1700000000000002}]}
            """,
            """
            {"NotifyRspList":[{"GroupId":"@TGS#_1","NextMsgTime":1700000000000002,
             "NotifyMsgList":[{"MsgSeq":12,"MsgRandom":34,"RevokerInfo":{"Revoker_Account":"bob","Reason":"r"}}]}]}
            """),

        Of(
            "openim_msg_ext_http_svc.group_set_key_values",
            """
            {"GroupId":"@TGS#_1","TopicId":"@TGS#_1@TOPIC#_2","MsgSeq":12,"OperateType":2,"ExtensionList":[{"Key":"k","Value":"v","Seq":3}]}
            """,
            """{"Seq":4,"ExtensionList":[{"ErrorCode":23001,"Extension":{"Key":"k","Value":"v","Seq":3}}]}"""),
        Of(
            "openim_msg_ext_http_svc.group_get_key_values",
            """{"GroupId":"@TGS#_1","TopicId":"@TGS#_1@TOPIC#_2","MsgSeq":12,"StartSeq":3}""",
            """{"CompleteFlag":1,"LatestSeq":4,"ClearSeq":2,"ExtensionList":[{"Key":"k","Value":"v","Seq":3}]}"""),
        Of("openim_msg_ext_http_svc.group_reaction_add", GroupReactionChange, Ok),
        Of("openim_msg_ext_http_svc.group_reaction_del", GroupReactionChange, Ok),
        Of(
            "openim_msg_ext_http_svc.group_reaction_multi_stat",
            """{"GroupId":"@TGS#_1","TopicId":"@TGS#_1@TOPIC#_2","MsgSeqList":[12,13],"Count":11}""",
            """
            {"Results":[{"MsgSeq":12,"MsgReactionSummary":[{"Reaction":"smile","Count":2,"Reaction_Account":["alice"],"ReactedByMe":1}]}]}
            """),
        Of(
            "openim_msg_ext_http_svc.group_reaction_iterate",
            """{"GroupId":"@TGS#_1","TopicId":"@TGS#_1@TOPIC#_2","Reaction":"smile","MsgSeq":12,"NextSeq":5,"Count":99}""",
            """{"Reaction_Account":["alice"],"NextSeq":3}"""),
    ];
}
