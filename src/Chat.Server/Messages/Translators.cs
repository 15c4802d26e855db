using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Server.Commands;

namespace Chat.Server.Messages;

/// <summary>Translates texts. The default says that there is none; hosts register their own.</summary>
public interface ITranslator
{
    /// <param name="texts">What to translate.</param>
    /// <param name="source">Language code, or "auto".</param>
    /// <param name="target">Language code.</param>
    /// <param name="cancellationToken">Cancelled when the caller's patience ends.</param>
    /// <returns>The translations in the same order.</returns>
    /// <exception cref="TranslationException">Why it failed, with the code for the caller.</exception>
    Task<string[]> TranslateAsync(IReadOnlyList<string> texts, string source, string target, CancellationToken cancellationToken);

    /// <param name="address">Address of the recording.</param>
    /// <param name="format">wav, mp3, …</param>
    /// <param name="engine">Sampling rate and language, such as <c>16k_zh</c>.</param>
    /// <param name="cancellationToken">Cancelled when the caller's patience ends.</param>
    /// <returns>What was said.</returns>
    /// <exception cref="TranslationException">Why it failed, with the code for the caller.</exception>
    Task<string> RecognizeAsync(string address, string format, string engine, CancellationToken cancellationToken);
}

/// <summary>A translation or recognition failed.</summary>
public sealed class TranslationException : Exception
{
    public TranslationException(int code, string message)
        : base(message) => Code = code;

    public TranslationException()
    {
    }

    public TranslationException(string message)
        : base(message)
    {
    }

    public TranslationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Code for the caller.</summary>
    public int Code { get; } = ErrorCodes.RequestDisabled;
}

/// <summary>No provider: every call fails with 60017.</summary>
public sealed class NoTranslator : ITranslator
{
    private static readonly TranslationException NotConfigured = new(ErrorCodes.RequestDisabled, "no provider is configured for translation and speech recognition");

    public Task<string[]> TranslateAsync(IReadOnlyList<string> texts, string source, string target, CancellationToken cancellationToken) =>
        Task.FromException<string[]>(NotConfigured);

    public Task<string> RecognizeAsync(string address, string format, string engine, CancellationToken cancellationToken) =>
        Task.FromException<string>(NotConfigured);
}

/// <summary>Waits for a provider, never longer than a client does, and turns whatever it throws into a result.</summary>
internal sealed class TranslationCalls(TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public async Task RunAsync<T>(Func<CancellationToken, Task<T>> call, Action<T> completed, Action<ServiceResult> failed)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        T result;
        try
        {
            result = await call(timeout.Token).ConfigureAwait(false);
        }
        catch (TranslationException e)
        {
            failed(new ServiceResult { ErrorCode = e.Code, ErrorInfo = e.Message });
            return;
        }
        catch (Exception e)
        {
            failed(new ServiceResult { ErrorCode = ErrorCodes.GatewayTimeout, ErrorInfo = "the provider failed: " + e.GetType().Name });
            return;
        }

        completed(result);
    }
}

/// <summary><c>im_open_translate.ws_batch_trans_text</c>.</summary>
internal sealed class TranslateHandler(ITranslator translator, TranslationCalls calls) : ICommandHandler<TranslateText>
{
    private const int MaxTexts = 30;

    public void Handle(CommandContext context, TranslateText request)
    {
        if (request.SourceText.Length is 0 or > MaxTexts || request.Target.Length == 0 || Array.Exists(request.SourceText, text => text is null))
        {
            Fail(new ServiceResult { ErrorCode = ErrorCodes.RequestMalformed, ErrorInfo = $"SourceText must have 1 to {MaxTexts} texts, and Target a language" });
            return;
        }

        _ = calls.RunAsync(
            token => translator.TranslateAsync(request.SourceText, request.Source, request.Target, token),
            texts => context.Reply(
                new TranslateTextReply { RequestId = Guid.NewGuid().ToString("N"), TargetText = texts }, MessagesJson.Default.TranslateTextReply),
            Fail);

        void Fail(ServiceResult result) => context.Reply(new TranslateTextReply { CmdErrorCode = result }, MessagesJson.Default.TranslateTextReply);
    }
}

/// <summary><c>im_open_speech.ws_sentence_recognition</c>.</summary>
internal sealed class RecognizeHandler(ITranslator translator, TranslationCalls calls) : ICommandHandler<RecognizeSpeech>
{
    public void Handle(CommandContext context, RecognizeSpeech request)
    {
        if (!Uri.TryCreate(request.BytesUrl, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            Fail(new ServiceResult { ErrorCode = ErrorCodes.RequestMalformed, ErrorInfo = "BytesUrl is not an address" });
            return;
        }

        _ = calls.RunAsync(
            token => translator.RecognizeAsync(request.BytesUrl, request.BytesVoiceFormat, request.BytesEngServiceType, token),
            text => context.Reply(
                new RecognizeSpeechReply { BytesRequestid = Guid.NewGuid().ToString("N"), BytesResult = text }, MessagesJson.Default.RecognizeSpeechReply),
            Fail);

        void Fail(ServiceResult result) => context.Reply(new RecognizeSpeechReply { CmdErrorCode = result }, MessagesJson.Default.RecognizeSpeechReply);
    }
}
