using Chat.Protocol.Commands;

namespace Chat.Protocol.Messages;

/// <summary>Translation and speech recognition (wire reference, messages §13). Both answer in <see cref="ServiceResult"/>; the envelope's own code stays 0.</summary>
public static class TranslationCommands
{
    public static readonly Command<TranslateText, TranslateTextReply> Translate =
        new("im_open_translate.ws_batch_trans_text", MessagesJson.Default.TranslateText, MessagesJson.Default.TranslateTextReply);

    public static readonly Command<RecognizeSpeech, RecognizeSpeechReply> Recognize =
        new("im_open_speech.ws_sentence_recognition", MessagesJson.Default.RecognizeSpeech, MessagesJson.Default.RecognizeSpeechReply);
}

/// <summary>What the service said; 0 is success. The SDK fails without it.</summary>
public sealed record ServiceResult
{
    public int ErrorCode { get; init; }

    public string ErrorInfo { get; set; } = "";
}

public sealed record TranslateText
{
    public string[] SourceText { get; set; } = [];

    public uint SdkAppId { get; init; }

    /// <summary>The caller's TinyId.</summary>
    public string FromAccount { get; set; } = "";

    /// <summary>Language code, or "auto".</summary>
    public string Source { get; set; } = "";

    public string Target { get; set; } = "";
}

public sealed record TranslateTextReply : Reply
{
    public ServiceResult CmdErrorCode { get; set; } = new();

    public string RequestId { get; set; } = "";

    /// <summary>In the order of the request.</summary>
    public string[] TargetText { get; set; } = [];
}

public sealed record RecognizeSpeech
{
    /// <summary>Address of the recording.</summary>
    public string BytesUrl { get; set; } = "";

    public uint Uint32Sdkappid { get; init; }

    /// <summary>wav, mp3, … from the address's ending.</summary>
    public string BytesVoiceFormat { get; set; } = "";

    public long Uint64SourceType { get; init; }

    /// <summary>Sampling rate and language, such as <c>16k_zh</c>.</summary>
    public string BytesEngServiceType { get; set; } = "";
}

public sealed record RecognizeSpeechReply : Reply
{
    public ServiceResult CmdErrorCode { get; set; } = new();

    public string BytesRequestid { get; set; } = "";

    public string BytesResult { get; set; } = "";
}
