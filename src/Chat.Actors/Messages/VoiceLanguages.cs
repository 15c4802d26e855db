namespace Chat.Actors.Messages;

/// <summary>What speech recognition needs to know of a recording.</summary>
internal static class VoiceLanguages
{
    private static readonly string[] Formats = ["wav", "pcm", "ogg-opus", "speex", "silk", "mp3", "m4a", "aac", "amr"];

    /// <summary>The engine for a language; one that is not known counts as Mandarin with dialects and English.</summary>
    public static string EngineFor(string? language) => language switch
    {
        "zh (cmn-Hans-CN)" => "16k_zh",
        "en-US" => "16k_en",
        "yue-Hant-HK" => "16k_yue",
        "ja-JP" => "16k_ja",
        _ => "16k_zh-PY",
    };

    /// <summary>The first known file ending in an address; null if there is none.</summary>
    public static string? FormatOf(string url) => Formats
        .Select(format => (Format: format, At: url.IndexOf("." + format, StringComparison.Ordinal)))
        .Where(static one => one.At >= 0)
        .OrderBy(static one => one.At)
        .Select(static one => one.Format)
        .FirstOrDefault();
}
