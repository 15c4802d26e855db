namespace Chat.Protocol.Sessions;

/// <summary>Why an instance was put out; the web SDK's <c>KICKED_OUT</c> types.</summary>
public static class KickType
{
    /// <summary>Another instance of the same account logged in: <c>multipleAccount</c>.</summary>
    public const int MultipleAccount = 1;

    /// <summary>The account logged in on another platform: <c>multipleDevice</c>.</summary>
    public const int MultipleDevice = 2;

    /// <summary>An administrator called <c>im_open_login_svc/kick</c>: <c>REST_API_Kick</c>.</summary>
    public const int RestApi = 3;
}
