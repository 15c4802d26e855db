namespace Chat.Protocol.Errors;

/// <summary>
/// The documented codes that this system produces or handles. 2000–8999 come from the client engine, as the web SDK numbers them;
/// 10000 and above from the server.
/// </summary>
public static class ErrorCodes
{
    // Client engine (web SDK numbering)
    public const int NoSdkAppId = 2000;
    public const int NoUserId = 2002;
    public const int NoUserSig = 2003;
    public const int LoginReplyLacksTinyId = 2022;
    public const int LoginReplyLacksA2Key = 2023;
    public const int NotLoggedIn = 2024;
    public const int LoginRunning = 2025;
    public const int UploadAddressMissing = 2041;
    public const int SendFailed = 2100;
    public const int NotAMessage = 2105;
    public const int ConversationTypeUnknown = 2106;
    public const int FileEmpty = 2108;
    public const int ProgressHandlerFailed = 2109;
    public const int NoReceiptToSend = 2114;
    public const int TranslationFailed = 2117;
    public const int RecognitionFailed = 2118;
    public const int VoiceFormatUnsupported = 2119;
    public const int ImageTypeUnsupported = 2252;
    public const int ImageTooLarge = 2253;
    public const int AudioTooLarge = 2301;
    public const int VideoUploadFailed = 2350;
    public const int VideoTooLarge = 2351;
    public const int VideoTypeUnsupported = 2352;
    public const int UploadFailed = 2400;
    public const int NoFileSelected = 2401;
    public const int FileTooLarge = 2402;
    public const int FileHasNoAddress = 2403;
    public const int NotMerged = 2450;
    public const int MergedMessagesHaveNoKey = 2451;
    public const int MergedMessagesNotFetched = 2452;

    /// <summary>Somebody else has edited the message in the meantime; see <c>ChatException.CurrentMessage</c>.</summary>
    public const int ModifiedByOther = 2480;
    public const int ConversationNotFound = 2500;
    public const int UserOrGroupNotFound = 2501;
    public const int ConversationIdInvalid = 2503;
    public const int BlacklistSelf = 2742;
    public const int NetworkError = 2800;
    public const int RequestTimeout = 2801;
    public const int Offline = 2805;
    public const int UnexpectedReply = 2903;

    /// <summary>The message or the arguments do not allow the call; the web SDK says "Params validate failed." without a code.</summary>
    public const int InvalidOperation = 2905;
    public const int ClientRateLimit = 2996;
    public const int NotReady = 2999;
    public const int LoggingIn = 3000;
    public const int LoginFailed = 3001;
    public const int KickedByOtherDevice = 3002;
    public const int KickedByOtherInstance = 3003;
    public const int SignatureExpired = 3004;
    public const int LoggedOut = 3005;
    public const int KickedByRest = 3006;

    /// <summary>A reply with this code and a <c>KickType</c> acts like a kick push.</summary>
    public const int KickedOut = 1002;

    // Messages
    public const int RequestMalformed = 20001;
    public const int TicketInvalid = 20002;
    public const int UserNotFound = 20003;
    public const int MessageServiceNetwork = 20004;
    public const int MessageServiceInternal = 20005;
    public const int BlockedByReceiver = 20007;
    public const int NotFriends = 20009;
    public const int SenderNotListed = 20010;
    public const int ReceiverNotListed = 20011;
    public const int SenderMuted = 20012;
    public const int RecallWindowPassed = 20016;
    public const int DeletionFailed = 20018;
    public const int MessageUnknown = 20022;
    public const int AlreadyRecalled = 20023;

    /// <summary>The version that the client knows is not the newest; the reply has what is there.</summary>
    public const int ModifyConflict = 20027;

    // Extensions and reactions of messages
    public const int ExtensionConflict = 23001;
    public const int ExtensionNotSupported = 23002;
    public const int ExtensionTooFrequent = 23003;
    public const int ExtensionUnknown = 23004;
    public const int TooManyReactions = 23005;
    public const int TooManyReactionUsers = 23006;
    public const int ReactionExists = 23007;
    public const int ReactionUnknown = 23008;
    public const int ReactionNotMine = 23009;

    // Heartbeats, REST gateway
    public const int UrlMalformed = 60002;
    public const int BodyNotJson = 60003;
    public const int AccountInvalid = 60004;
    public const int UserSigInvalid = 60005;
    public const int SdkAppIdUnknown = 60006;
    public const int RateLimited = 60007;
    public const int GatewayTimeout = 60008;
    public const int CommandUnknown = 60009;
    public const int NotAdministrator = 60010;
    public const int AppRateLimited = 60011;
    public const int RequestDisabled = 60017;
    public const int TooFrequent = 60019;
    public const int SdkAppIdMissing = 60012;
    public const int AccountNotText = 60015;
    public const int MessageTooLong = 80002;

    /// <summary>Content moderation refuses a text, or a picture.</summary>
    public const int TextRefused = 80001;
    public const int PictureRefused = 80004;

    // Accounts and signatures
    public const int SigExpired = 70001;
    public const int SigEmpty = 70002;
    public const int SigMalformed = 70003;
    public const int SigWrongKey = 70009;
    public const int SigWrongUser = 70013;
    public const int SigWrongApp = 70014;
    public const int SigNoKey = 70016;
    public const int SigAppUnknown = 70020;
    public const int SigRevoked = 70052;
    public const int AccountUnknown = 70107;
    public const int AccountParameter = 70402;
    public const int AccountInternal = 70500;

    // REST messages
    public const int RestJson = 90001;
    public const int RestMsgBodyFormat = 90002;
    public const int RestToAccount = 90003;
    public const int RestMsgRandom = 90005;
    public const int RestMsgBodyNotArray = 90007;
    public const int RestFromAccount = 90008;
    public const int RestMessageFormat = 90010;
    public const int RestTooManyTargets = 90011;
    public const int RestTargetNotImported = 90012;
    public const int RestMsgKey = 90054;
    public const int RestLifeTimeTooLong = 90026;
    public const int RestSyncOtherMachine = 90031;
    public const int RestPushInfo = 90043;
    public const int RestLifeTimeNotInteger = 90044;
    public const int RestInternal = 90994;
    public const int RestBodyTooLong = 93000;

    // Profiles, conversations, groups, friends
    public const int ProfileParameter = 40001;
    public const int ProfileTooLong = 40601;
    public const int ConversationUserUnknown = 50001;
    public const int ConversationParameter = 50002;
    public const int TooManyMarkItems = 51006;
    public const int ConversationOfGroup = 51007;
    public const int TooManyMarked = 51008;
    public const int ConversationGroupUnknown = 51009;
    public const int TooManyConversationGroups = 51010;
    public const int ConversationGroupNameTooLong = 51011;
    public const int TooManyPinned = 51012;

    // Relations
    public const int FriendParameter = 30001;
    public const int FriendUserUnknown = 30003;
    public const int FriendInternal = 30006;
    public const int FriendListFull = 30010;
    public const int BlacklistFull = 30013;
    public const int FriendIsBlocked = 30515;
    public const int BlockedByFriend = 30525;
    public const int NotAFriend = 31704;

    // Global mutes
    public const int MuteJson = 130001;
    public const int MuteGetAccountMissing = 130002;
    public const int MuteGetAccountUnknown = 130003;
    public const int MuteSetAccountMissing = 130004;
    public const int MuteSetAccountUnknown = 130005;
    public const int MuteTimeMissing = 130008;
    public const int MuteInternal = 130014;

    // Files
    public const int MediaMissing = 114000;
    public const int MediaAccessDenied = 114001;
    public const int MediaTooLarge = 114002;
    public const int MediaTransferTimeout = 114005;
    public const int MediaParameter = 114011;

    // Groups (REST reference, errors, 10xxx and 11xxx).
    public const int GroupNotLoggedIn = 10001;
    public const int GroupInternal = 10002;
    public const int GroupParameter = 10004;
    public const int GroupTooManyAccounts = 10005;
    public const int GroupTooFrequent = 10006;
    public const int GroupDenied = 10007;
    public const int GroupOwnerCannotQuit = 10009;
    public const int GroupUnknown = 10010;
    public const int GroupJson = 10011;
    public const int GroupUserInvalid = 10012;
    public const int GroupMemberExists = 10013;
    public const int GroupFull = 10014;
    public const int GroupIdInvalid = 10015;
    public const int GroupMuted = 10017;
    public const int GroupReplyTooLarge = 10018;
    public const int GroupUserUnknown = 10019;
    public const int GroupIdTaken = 10021;
    public const int GroupSendTooFrequent = 10023;
    public const int GroupApplicationHandled = 10024;
    public const int GroupIdTakenByCaller = 10025;
    public const int GroupMessageUnknown = 10030;
    public const int GroupRecallWindowPassed = 10031;
    public const int GroupMessageNotRecallable = 10032;
    public const int GroupHasNoRecall = 10033;
    public const int GroupMessageNotDeletable = 10034;
    public const int RoomHasNoDeletion = 10035;
    public const int TooManyRooms = 10036;
    public const int TooManyGroups = 10037;
    public const int TooManyGroupMembers = 10038;
    public const int RoomHasNoHistory = 10044;
    public const int AttributeKeyTooLong = 10045;
    public const int AttributeValueTooLong = 10046;
    public const int TooManyAttributes = 10047;
    public const int AttributesTooLong = 10048;
    public const int AttributeTooFrequent = 10049;
    public const int AttributeUnknown = 10050;
    public const int TooManyMentions = 10053;
    public const int AttributeConflict = 10056;
    public const int GroupTooLargeForReceipts = 10060;
    public const int OnlineMessageHasNoReceipts = 10061;
    public const int ReceiptUnknown = 10062;
    public const int TooManyCounters = 10063;
    public const int TooManyPinnedMessages = 10070;
    public const int MessagePinnedAlready = 10071;
    public const int CommunitiesDisabled = 11000;
    public const int TopicDeleted = 110003;

    // Groups, raised by clients (wire reference, groups §9).
    public const int RoomNotJoined = 2101;
    public const int CommunityTakesNoMessages = 2115;
    public const int NoticeNotDeletable = 2116;
    public const int RoomMessageNotModifiable = 2481;
    public const int GroupTypeUnknown = 2600;
    public const int GroupIdDoesNotFit = 2602;
    public const int GroupNotFound = 2603;
    public const int RoomOwnerCannotChange = 2620;
    public const int OwnerChangeToSelf = 2621;
    public const int NotInGroup = 2623;
    public const int JoinFailed = 2660;
    public const int RoomTakesNoMembers = 2661;
    public const int OnlyRoomsWithoutLogin = 2662;
    public const int NotGroupOwner = 2681;
    public const int RoleNotAllowed = 2683;
    public const int OwnRole = 2684;
    public const int MuteSelf = 2685;
    public const int BanDurationInvalid = 2686;
    public const int NotInRooms = 2687;
    public const int TopicIdInvalid = 3021;

    /// <summary>The app has not bought the feature: its purchase bit is missing (wire reference, groups §1.6).</summary>
    public const int FeatureNotPurchased = 3122;
}
