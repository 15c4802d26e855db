namespace Chat.Protocol.Tests.Commands;

/// <summary>
/// Bodies of every command as the wire reference and the REST reference write them. No value is a default, so that a field read under another name
/// shows. A reply may hold more than its example, a request may not.
/// </summary>
internal static partial class DocumentedBodies
{
    private const string Ok = """{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"fine"}""";

    private const string Message =
        """
        {"From_Account":"bob","To_Account":"alice","MsgSeq":12,"MsgRandom":34,"MsgTimeStamp":1700000001,"MsgClientTime":1700000000,
         "TinyId":"144115198244471703","MsgOrder":5,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}],"CloudCustomData":"c",
         "From_AccountNick":"Bob","From_AccountHeadurl":"http://x/b.png","MsgLifeTime":0,"IsNeedReadReceipt":1,"SupportMessageExtension":1,
         "SendMsgControl":{"NoUnread":1,"NoLastMsg":1},"IsSyncMsg":1,"MsgVersion":2,"MsgModifiedFlag":1,"MsgFlagBits":8,
         "RevokerInfo":{"Revoker_Account":"bob","Reason":"r"},"IsPeerRead":1,"PeerReadTime":1700000002,"IsWithheld":1}
        """;

    private const string ImageInfo = """{"uint32_image_type":3,"str_url":"https://x/o","uint32_width":800,"uint32_height":600}""";

    private const string OnlineStatus = """{"To_Account":["a","b"],"IsNeedDetail":1}""";

    private const string OnlineStatusReply =
        """
        {"QueryResult":[{"To_Account":"a","Status":"Online","Detail":[{"Platform":"Web","Status":"Online"}]}],
         "ErrorList":[{"To_Account":"b","ErrorCode":70107}]}
        """;

    private const string ReactionChange =
        """{"From_Account":"alice","To_Account":"bob","Reaction":"smile","MsgKey":"12_34_1700000001","Add_Account":["alice"],"Del_Account":["bob"]}""";

    private const string RelationTargets = """{"From_Account":"alice","To_Account":["bob"]}""";

    private const string RelationResults = """{"ResultItem":[{"To_Account":"bob","ResultCode":30013,"ResultInfo":"r"}],"Fail_Account":["bob"],"ErrorDisplay":"d"}""";

    private const string DoNotDisturb = """{"StartTime":1700000000,"EndTime":1700003600,"IsRepeated":1,"Level":2}""";

    public static IReadOnlyDictionary<string, (string Request, string Reply)> All { get; } = new Dictionary<string, (string, string)>(
        [.. Others(), .. Groups(), .. GroupMembers(), .. GroupMessages(), .. Topics(), .. Rooms()]);

    /// <summary>A command with one name.</summary>
    private static KeyValuePair<string, (string Request, string Reply)> Of(string name, string request, string reply) => new(name, (request, reply));

    /// <summary>A command with one name at the service of ordinary groups and one at that of communities.</summary>
    private static KeyValuePair<string, (string Request, string Reply)>[] OfGroup(string command, string request, string reply) =>
    [
        Of("group_open_http_svc." + command, request, reply),
        Of("million_group_open_http_svc." + command, request, reply),
    ];

    /// <summary>Everything but groups.</summary>
    private static Dictionary<string, (string Request, string Reply)> Others() => new()
    {
        // core.md
        ["im_open_status.wslogin"] = (
            """{"State":"Away","is_web_uniapp":2,"InstType":3,"CustomInfo":"x"}""",
            """
            {"A2Key":"token","TinyId":"144115198244471703","InstId":4294967295,"HelloInterval":120,"TimeStamp":1700000000,"CustomStatus":"YQ==",
             "PurchaseBits":"101","RichMsgAuthKey":"k","ErrorCode":1002,"KickType":3}
            """),
        ["im_open_status.wslogout"] = ("""{"wslogout_type":1,"is_web_uniapp":2}""", Ok),
        ["im_open_status.wshello"] = ("""{"is_web_uniapp":2}""", Ok),
        ["heartbeat.alive"] = ("{}", Ok),
        ["openim.ws_msg_push_ack"] = ("""{"SessionData":"opaque"}""", Ok),
        ["imopenstat.tim_web_report_v2"] = ("{}", Ok),
        ["im_sdk_config_mgr.fetch_config"] = (
            """{"uint32_sdkappid":1400000001,"uint64_version":5}""",
            """{"int32_error_code":7,"str_error_message":"m","str_json_config":"{\"a\":\"1\"}","uint32_expired_time":3600,"uint64_version":6}"""),
        ["im_sdk_config_mgr.fetch_imsdk_purchase_bitsv2"] = (
            """{"uint32_sdkappid":1400000001}""", """{"int32_error_code":7,"str_purchase_bits":"101","uint32_expired_time":3600}"""),

        // messages.md
        ["openim.sendmsg"] = (
            """
            {"From_Account":"alice","To_Account":"bob","MsgSeq":12,"MsgRandom":34,"MsgClientTime":1700000000,
             "MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}],"CloudCustomData":"c","From_AccountNick":"Ally",
             "From_AccountHeadurl":"http://x/a.png","MsgLifeTime":0,"SendMsgControl":["NoUnread","NoLastMsg"],"IsNeedReadReceipt":1,
             "SupportMessageExtension":1,"IsRelayMsg":1,"CustomModerationConfigID":"m","ForbidCallbackControl":["ForbidBeforeSendMsgCallback"],
             "OfflinePushInfo":{"PushFlag":1,"Title":"t","Desc":"d","Ext":"e",
              "ApnsInfo":{"Sound":"s","BadgeMode":1,"IsVoipPush":0,"Image":"i","InterruptionLevel":"passive","ContentAvailable":1},
              "AndroidInfo":{"Sound":"s","XiaoMiChannelID":"x","OPPOChannelID":"o","GoogleChannelID":"g","VIVOClassification":2,"VIVOCategory":"v",
               "HuaWeiCategory":"h","OPPOCategory":"p","HuaWeiImage":"hi","HonorImage":"ho","GoogleImage":"gi","HonorImportance":"NORMAL","MeiZuNoticeMsgType":1}}}
            """,
            """{"MsgTime":1700000001,"MsgKey":"12_34_1700000001","MsgOrder":5,"MsgId":"1-2-3"}"""),
        ["openim.getroammsg"] = (
            """{"Peer_Account":"bob","MaxCnt":16,"LastMsgTime":1700000000,"MsgKey":"k","WithRecalledMsg":2,"GetDirection":1}""",
            """{"Complete":1,"MsgKey":"k","LastMsgTime":1700000000,"MsgList":[""" + Message + "]}"),
        ["openim.getmsg"] = (
            """{"Cookie":"c","SyncFlag":1,"NeedAbstract":2,"IsOnlineSync":1,"NeedSignaling":2,"NeedCachedMsg":2}""",
            """{"Cookie":"c","SyncFlag":2,"MsgList":[""" + Message + """],"C2CPairUnreadCount":[{"From_Account":"bob","UnreadCount":3,"Recalled":1}],"EventArray":[{"Event":10}]}"""),
        ["openim.msgreaded"] = (
            """{"C2CMsgReaded":{"Cookie":"c","C2CMsgReadedItem":[{"To_Account":"bob","LastedMsgTime":1700000000,"Receipt":2}]}}""", Ok),
        ["openim.get_peer_read_time"] = ("""{"To_Account":["a","b"]}""", """{"ReadTime":[1700000000,0]}"""),
        ["openim.get_c2c_peer_mute_notifications"] = (
            """{"To_Account":"alice","Peer_Account":["bob"]}""", """{"MuteNotificationsList":[{"Peer_Account":"bob","MuteNotifications":2}]}"""),

        ["openim.set_c2c_peer_mute_notifications"] = (
            """{"Peer_Account":["bob"],"Mute_Notifications":2}""", """{"ErrorList":[{"Peer_Account":"bob","ErrorCode":20003}]}"""),
        ["openim.msgwithdraw"] = (
            """{"MsgInfo":{"From_Account":"alice","To_Account":"bob","MsgSeq":12,"MsgRandom":34,"MsgTimeStamp":1700000001}}""",
            """{"RecallRetList":[{"RetCode":7}]}"""),
        ["openim.modify_c2c_msg"] = (
            """
            {"From_Account":"alice","To_Account":"bob","MsgSeq":12,"MsgRandom":34,"MsgTime":1700000001,"MsgVersion":1,"MsgKey":"12_34_1700000001",
             "MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}],"CloudCustomData":"c"}
            """,
            """{"MsgVersion":2,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}],"CloudCustomData":"c"}"""),
        ["openim.delete_c2c_msg_ramble"] = (
            """{"From_Account":"alice","To_Account":"bob","Operator_Account":"carol","Peer_Account":"dave","MsgKeyList":["12_34_1700000001"]}""",
            """{"InvalidMsgKeyList":["1_2_3"]}"""),
        ["openim.c2c_msg_read_receipt"] = (
            """
            {"Operator_Account":"carol","Peer_Account":"bob","C2CMsgInfo":[{"From_Account":"bob","To_Account":"alice","MsgSeq":12,"MsgRandom":34,
             "MsgTime":1700000001,"MsgClientTime":1700000000,"MsgKey":"12_34_1700000001"}]}
            """,
            Ok),
        ["openim_msg_ext_http_svc.set_key_values"] = (
            """
            {"From_Account":"alice","To_Account":"bob","MsgKey":"12_34_1700000001","OperateType":1,
             "ExtensionList":[{"Key":"k","Value":"v","Seq":3}]}
            """,
            """{"ExtensionList":[{"ErrorCode":23001,"Extension":{"Key":"k","Value":"v","Seq":3}}],"Seq":4}"""),
        ["openim_msg_ext_http_svc.get_key_values"] = (
            """{"From_Account":"alice","To_Account":"bob","MsgKey":"12_34_1700000001","startSeq":3,"StartSeq":4}""",
            """{"ExtensionList":[{"Key":"k","Value":"v","Seq":3}],"CompleteFlag":1,"LatestSeq":4,"ClearSeq":2}"""),
        ["openim_msg_ext_http_svc.reaction_add"] = (ReactionChange, Ok),
        ["openim_msg_ext_http_svc.reaction_del"] = (ReactionChange, Ok),
        ["openim_msg_ext_http_svc.reaction_multi_stat"] = (
            """{"From_Account":"alice","To_Account":"bob","MsgKeyList":["12_34_1700000001"],"Count":11}""",
            """
            {"ResultList":[{"MsgKey":"12_34_1700000001",
             "ReactionList":[{"Reaction":"smile","Count":2,"Reaction_Account":["alice"],"ReactedByMe":1}]}]}
            """),
        ["openim_msg_ext_http_svc.reaction_iterate"] = (
            """{"From_Account":"alice","To_Account":"bob","Reaction":"smile","MsgKey":"12_34_1700000001","Count":99}""",
            """{"Reaction_Account":["alice"],"NextSeq":3}"""),
        ["im_long_msg.save_relay_json_msg"] = ("""{"MsgList":[{"From_Account":"alice","MsgSeq":12}]}""", """{"JsonMsgKey":"j","PbMsgKey":"p"}"""),
        ["im_long_msg.get_relay_json_msg"] = ("""{"JsonMsgKey":"j"}""", """{"MsgList":[{"From_Account":"alice","MsgSeq":12}]}"""),
        ["im_open_translate.ws_batch_trans_text"] = (
            """{"SourceText":["hi"],"SdkAppId":1400000001,"FromAccount":"144115198244471703","Source":"en","Target":"zh"}""",
            """{"CmdErrorCode":{"ErrorCode":7,"ErrorInfo":"i"},"RequestId":"r","TargetText":["x"]}"""),
        ["im_open_speech.ws_sentence_recognition"] = (
            """
            {"BytesUrl":"https://x/a.mp3","Uint32Sdkappid":1400000001,"BytesVoiceFormat":"mp3","Uint64SourceType":1,"BytesEngServiceType":"16k_zh"}
            """,
            """{"CmdErrorCode":{"ErrorCode":7,"ErrorInfo":"i"},"BytesRequestid":"r","BytesResult":"x"}"""),
        ["im_cos_msg.pre_sig"] = (
            """{"file_type":1,"file_name":"0123-45.png","upload_method":1,"Duration":900}""",
            """
            {"upload_url":"http://x/u","download_url":"http://x/d","thumb_url":"http://x/t","large_url":"http://x/l","snapshot_url":"key",
             "expired_time":1700000900,"request_id":"r"}
            """),
        ["im_cos_msg.simple_sig"] = (
            """
            {"uint32_upload_method":1,"uint32_platform":7,"uint32_sdkappid":1400000001,"str_user_id":"alice","uint32_scene":2,
             "rpt_upload_object":[{"uint32_file_id":1,"uint32_file_type":255,"str_file_name":"0123-45.txt"}]}
            """,
            """{"str_final_ip":"192.0.2.1","rpt_pre_sig":[{"uint32_file_id":1,"str_upload_url":"https://x/u","str_download_url":"https://x/d","""
            + """ "str_file_key":"k","str_snapshot_url":"key","uint32_exist_flag":1,"rpt_msg_image_info":["""
            + ImageInfo + "]}]}"),
        ["im_cos_msg.get_imageinfo"] = ("""{"str_image_url":"https://x/d"}""", """{"rpt_msg_image_info":[""" + ImageInfo + "]}"),
        ["im_cos_msg.get_final_ip"] = ("""{"str_domain":"x"}""", """{"str_final_ip":"192.0.2.1"}"""),
        ["im_cos_msg.video_cover"] = (
            """{"version":1,"platform":7,"cover_name":"0123-45","snapshot_url":"key"}""",
            """{"error_code":114000,"error_msg":"m","download_url":"https://x/s"}"""),
        ["im_cos_sign_svr.cos"] = ("""{"cmd":"open_im_cos_svc","sub_cmd":"get_cos_token","duration":600,"version":2}""", Ok),

        // conversations.md
        ["openim.read_all_unread_msg"] = (
            """{"C2CReadAllMsg":1,"GroupReadInfo":[{"GroupId":"@TGS#1","MsgSeq":5}]}""",
            """{"C2CReadAllMsg":1,"GroupReadInfoArray":[{"GroupId":"@TGS#1","MsgSeq":5,"RetCode":10010}]}"""),
        ["im_msg_db_logic.ws_set_do_not_disturb"] = (DoNotDisturb, Ok),
        ["im_msg_db_logic.ws_get_do_not_disturb"] = ("""{"To_Account":"alice"}""", DoNotDisturb),
        ["recentcontact.top"] = (
            """{"From_Account":"alice","OperationType":2,"RecentContactItem":[{"Type":1,"To_Account":"bob"},{"Type":2,"GroupId":"@TGS#1"}]}""", Ok),
        ["recentcontact.batch_delete"] = (
            """{"From_Account":"alice","ContactItem":[{"To_Account":"bob","Type":1},{"ToGroupid":"@TGS#1","Type":2}],"ClearRamble":1}""",
            """{"ResultItem":[{"Type":1,"To_Account":"bob","ResultCode":50001,"ResultInfo":"i"},{"Type":2,"ToGroupid":"@TGS#1","ResultCode":1,"ResultInfo":"j"}]}"""),
        ["recentcontact.clear_msg"] = ("""{"From_Account":"alice","To_Account":"bob","ToGroupid":"@TGS#1","Type":2}""", Ok),
        ["recentcontact.mark_contact"] = (
            """
            {"From_Account":"alice","MarkItem":[{"OptType":1,"ContactItem":{"Type":1,"To_Account":"bob"},"SetMark":[1],"ClearMark":[2],"CustomMark":"m"}]}
            """,
            """{"ResultItem":[{"ContactItem":{"Type":1,"To_Account":"bob"},"ResultCode":50001,"ResultInfo":"i"}]}"""),
        ["recentcontact.create_contact_group"] = (
            """{"From_Account":"alice","GroupContactItem":[{"GroupName":"g","ContactItem":[{"Type":1,"To_Account":"bob"}]}]}""",
            """
            {"GroupResultItem":[{"GroupItem":{"GroupId":3,"GroupName":"g"},
             "ResultItem":[{"ContactItem":{"Type":2,"ToGroupId":"@TGS#1"},"ResultCode":50001,"ResultInfo":"i"}]}]}
            """),
        ["recentcontact.del_contact_group"] = (
            """{"From_Account":"alice","GroupName":["g"]}""", """{"GroupItem":[{"GroupId":3,"GroupName":"g"}]}"""),
        ["recentcontact.update_contact_group"] = (
            """
            {"From_Account":"alice","UpdateType":2,"UpdateGroup":{"UpdateGroupType":1,"OldGroupName":"g","NewGroupName":"h",
             "ContactUpdateItem":[{"ContactOptType":1,"ContactItem":{"Type":1,"To_Account":"bob"}}]}}
            """,
            """{"UpdateGroupResult":{"GroupId":3,"ContactResultItem":[{"ContactItem":{"Type":1,"To_Account":"bob"},"ResultCode":50001,"ResultInfo":"i"}]}}"""),
        ["recentcontact.page_get"] = (
            """{"From_Account":"alice","TimeStamp":1,"StartIndex":2,"TopTimeStamp":3,"TopStartIndex":4,"OrderType":5,"MsgAssistFlags":6,"AssistFlags":7}""",
            """
            {"CompleteFlag":1,"TimeStamp":1,"StartIndex":2,"TopTimeStamp":3,"TopStartIndex":4,
             "SessionItem":[{"Type":1,"To_Account":"bob","MsgTime":1700000000,"MsgSeq":12,"MsgOrder":5,"HiddenOrder":2,"LastC2CMsgFrom_Account":"bob",
              "LastMsg":{"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}],"CloudCustomData":"c",
               "RevokerInfo":{"Revoker_Account":"bob","Reason":"r"}},"LastMsgFlags":8,
              "C2cPeerReadTime":1700000001,"C2cNick":"Bob","C2cImage":"http://x/b.png","C2cRemark":"r","UnreadMsgCount":3,"TopFlags":1,
              "MsgRecvOption":2,"StandardMark":"101","CustomMark":"m","ContactGroupId":[3]},
              {"Type":2,"ToAccount":"@TGS#1","MsgTime":1700000000,"MsgSeq":12,"UnreadMsgCount":3,"GroupIgnoredUnreadSeqCount":1,"GroupNextMsgSeq":13,
               "MsgGroupReadedSeq":9,"UnreadSinceSeq":9,"MsgGroupFrom_Account":"bob","MsgGroupFromNickName":"Bob","MsgGroupFromCardName":"B","GroupNick":"Group",
               "GroupImage":"http://x/g.png","GroupType":"Public","LastMsgFlags":2,"TopFlags":1,"MsgRecvOption":3,
               "LastMsg":{"Event":3,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}],"CloudCustomData":"c",
                "RevokerInfo":{"Revoker_Account":"bob","Reason":"r"}}},
              {"Type":2,"ToAccount":"@TGS#2","LastMsg":{"Event":4,"GroupTips":{"Event":4,"ToGroupId":"@TGS#2","MsgSeq":12,"MsgBody":{"OpType":1}}}}],
             "GroupItem":[{"GroupId":3,"GroupName":"g"}]}
            """),
        ["recentcontact.get_contact_group"] = (
            """{"From_Account":"alice","StartIndex":2}""",
            """
            {"CompleteFlag":1,"NextStartIndex":2,"GroupItem":[{"GroupId":3,"GroupName":"g"}],
             "ContactItem":[{"Type":1,"To_Account":"bob","StandardMark":"101","CustomMark":"m","ContactGroupId":[3]},
              {"Type":2,"ToGroupId":"@TGS#1","StandardMark":"1","CustomMark":"n","ContactGroupId":[4]}]}
            """),
        ["recentcontact.search_contact_group"] = (
            """{"From_Account":"alice","ContactItem":[{"Type":1,"To_Account":"bob"},{"Type":2,"ToGroupId":"@TGS#1"}]}""",
            """
            {"ContactResultItem":[{"Type":1,"To_Account":"bob","StandardMark":"101","CustomMark":"m","ContactGroupId":[3]}],
             "GroupItem":[{"GroupId":3,"GroupName":"g"}]}
            """),

        // relations.md
        ["profile.portrait_get_all"] = (
            """{"From_Account":"alice","UserItem":[{"To_Account":"bob","StandardSequence":1,"CustomSequence":2}]}""",
            """
            {"UserProfileItem":[{"To_Account":"bob","ResultCode":1,"ResultInfo":"r",
             "ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":"Bob"},{"Tag":"Tag_Profile_IM_Level","Value":9}]}]}
            """),
        ["sns.black_list_get"] = (
            """{"From_Account":"alice","StartIndex":2,"MaxLimited":50,"LastSequence":3}""",
            """{"BlackListItem":[{"To_Account":"bob","AddBlackTimeStamp":1700000000}],"StartIndex":2,"CurruentSequence":4,"ErrorDisplay":"d"}"""),
        ["sns.black_list_add"] = (RelationTargets, RelationResults),
        ["sns.black_list_delete"] = (RelationTargets, RelationResults),
        ["sns.black_list_check"] = (
            """{"From_Account":"alice","To_Account":["bob"],"CheckType":"BlackCheckResult_Type_Both"}""",
            """
            {"BlackListCheckItem":[{"To_Account":"bob","Relation":"BlackCheckResult_Type_AWithB","ResultCode":30003,"ResultInfo":"r"}],"Fail_Account":["bob"],
             "ErrorDisplay":"d"}
            """),
        ["sns.friend_get"] = (
            """{"From_Account":"alice","StartIndex":1,"StandardSequence":2,"CustomSequence":3}""",
            """
            {"UserDataItem":[{"To_Account":"bob","ValueItem":[{"Tag":"Tag_SNS_IM_Remark","Value":"R"},{"Tag":"Tag_SNS_IM_AddTime","Value":1700000000}]}],
             "CompleteFlag":1,"NextStartIndex":2,"StandardSequence":3,"CustomSequence":4,"FriendNum":5,"ErrorDisplay":"d"}
            """),
        ["sns.friend_get_specified"] = (
            RelationTargets,
            """
            {"InfoItem":[{"To_Account":"bob","ResultCode":30001,"ResultInfo":"r","SnsProfileItem":[{"Tag":"Tag_SNS_IM_Remark","Value":"R"}]}],"ErrorDisplay":"d"}
            """),
        ["sns.friend_import"] = (
            """
            {"From_Account":"alice","AddFriendItem":[{"To_Account":"bob","Remark":"B","AddSource":"AddSource_Type_Web","AddWording":"hey","AddTime":1700000000,
             "GroupName":["g"],"CustomItem":[{"Tag":"Tag_SNS_Custom_A","Value":"v"}]}]}
            """,
            RelationResults),
        ["sns.friend_delete"] = ("""{"From_Account":"alice","To_Account":["bob"],"DeleteType":"Delete_Type_Both"}""", RelationResults),
        ["sns.friend_delete_all"] = ("""{"From_Account":"alice","DeleteType":"Delete_Type_Both"}""", """{"ErrorDisplay":"d"}"""),
        ["sns.friend_check"] = (
            """{"From_Account":"alice","To_Account":["bob"],"CheckType":"CheckResult_Type_Both"}""",
            """
            {"InfoItem":[{"To_Account":"bob","Relation":"CheckResult_Type_AWithB","ResultCode":30003,"ResultInfo":"r"}],"Fail_Account":["bob"],"ErrorDisplay":"d"}
            """),
        ["sns.group_get"] = (
            """{"From_Account":"alice","LastSequence":1,"NeedFriend":"Need_Friend_Type_No"}""",
            """{"ResultItem":[{"GroupName":"g","To_Account":["bob"],"FriendNumber":1}],"CurrentSequence":2}"""),
        ["sns.pendency_get"] = (
            """{"From_Account":"alice","PendencyType":"Pendency_Type_ComeIn","StartTime":1,"MaxLimited":50,"LastSequence":2}""",
            """{"PendencyItem":[{"To_Account":"bob"}],"UnreadPendencyCount":1,"StartTime":2,"CurrentSequence":3}"""),

        // rest-api-messages.md
        ["openim.admin_msgwithdraw"] = ("""{"From_Account":"alice","To_Account":"bob","MsgKey":"12_34_1700000001"}""", Ok),

        // rest-api.md
        ["openconfigsvr.setnospeaking"] = ("""{"Set_Account":"alice","C2CmsgNospeakingTime":4294967295,"GroupmsgNospeakingTime":7}""", Ok),
        ["openconfigsvr.getnospeaking"] = ("""{"Get_Account":"alice"}""", """{"C2CmsgNospeakingTime":4294967295,"GroupmsgNospeakingTime":7}"""),
        ["im_open_login_svc.account_import"] = ("""{"UserID":"alice","Identifier":"old","Nick":"Ally","FaceUrl":"http://x/a.png"}""", Ok),
        ["im_open_login_svc.kick"] = ("""{"UserID":"alice","Identifier":"old"}""", Ok),
        ["openim.query_online_status"] = (OnlineStatus, OnlineStatusReply),
        ["openim.querystate"] = (OnlineStatus, OnlineStatusReply),
    };
}
