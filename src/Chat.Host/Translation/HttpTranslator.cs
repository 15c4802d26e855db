using System.Text.Json;
using System.Text.Json.Serialization;
using Chat.Host.Options;
using Chat.Protocol.Errors;
using Chat.Server.Messages;

namespace Chat.Host.Translation;

/// <summary>
/// Asks services of one's own: <c>POST {texts, source, target}</c> → <c>{texts}</c> and <c>POST {url, format, engine}</c> → <c>{text}</c>, JSON both ways.
/// Without an address the call is refused with 60017.
/// </summary>
internal sealed class HttpTranslator(HttpClient http, TranslationOptions options) : ITranslator
{
    public async Task<string[]> TranslateAsync(IReadOnlyList<string> texts, string source, string target, CancellationToken cancellationToken)
    {
        var reply = await PostAsync(
            options.TranslateUrl,
            JsonSerializer.SerializeToUtf8Bytes(new TranslateCall(texts, source, target), TranslationJson.Default.TranslateCall),
            cancellationToken);
        return JsonSerializer.Deserialize(reply, TranslationJson.Default.Translated)?.Texts is { } translated && translated.Length == texts.Count
            ? translated
            : throw Failed("the translation service gave another number of texts");
    }

    public async Task<string> RecognizeAsync(string address, string format, string engine, CancellationToken cancellationToken)
    {
        var reply = await PostAsync(
            options.SpeechUrl,
            JsonSerializer.SerializeToUtf8Bytes(new SpeechCall(address, format, engine), TranslationJson.Default.SpeechCall),
            cancellationToken);
        return JsonSerializer.Deserialize(reply, TranslationJson.Default.Recognized)?.Text ?? throw Failed("the speech service gave no text");
    }

    private async Task<byte[]> PostAsync(Uri? address, byte[] body, CancellationToken cancellationToken)
    {
        if (address is null)
        {
            throw new TranslationException(ErrorCodes.RequestDisabled, "no provider is configured for this");
        }

        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        using var response = await http.PostAsync(address, content, cancellationToken);
        return response.IsSuccessStatusCode
            ? await response.Content.ReadAsByteArrayAsync(cancellationToken)
            : throw Failed($"the service answered {(int)response.StatusCode}");
    }

    private static TranslationException Failed(string message) => new(ErrorCodes.GatewayTimeout, message);
}

internal sealed record TranslateCall(IReadOnlyList<string> Texts, string Source, string Target);

internal sealed record Translated(string[]? Texts);

internal sealed record SpeechCall(string Url, string Format, string Engine);

internal sealed record Recognized(string? Text);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TranslateCall))]
[JsonSerializable(typeof(Translated))]
[JsonSerializable(typeof(SpeechCall))]
[JsonSerializable(typeof(Recognized))]
internal sealed partial class TranslationJson : JsonSerializerContext;
