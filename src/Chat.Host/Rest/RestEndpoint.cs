using System.Buffers;
using System.Globalization;
using Chat.Host.Gateway;
using Chat.Host.Options;
using Chat.Protocol.Accounts;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Server;
using Chat.Server.Apps;
using Microsoft.Extensions.Options;

namespace Chat.Host.Rest;

/// <summary>
/// <c>POST /v4/{service}/{command}</c>: the second door to the command table, for administrators. Everything that could be read is answered with
/// HTTP 200 and a code in the body, as documented.
/// </summary>
internal sealed class RestEndpoint(ChatServer server, IOptions<ChatOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public async Task HandleAsync(HttpContext http, string service, string command)
    {
        GatewayTelemetry.RestCalls.Add(1);
        var body = await CallAsync(http, service, command);
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers.AccessControlAllowHeaders = "X-Requested-With";
        http.Response.Headers.AccessControlAllowMethods = "POST";
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    private async Task<byte[]> CallAsync(HttpContext http, string service, string command)
    {
        if (Authenticate(http.Request.Query, out var app, out var administrator) is { } refusal)
        {
            return Refusal(refusal.Code, refusal.Info);
        }

        if (server.Commands.FindForRest($"{service}.{command}") is not { } entry)
        {
            return Refusal(ErrorCodes.CommandUnknown, "no such command");
        }

        if (await ReadBodyAsync(http) is not { } body)
        {
            return Refusal(ErrorCodes.RestBodyTooLong, $"the body is longer than {options.Value.Gateway.MaxRestBodyBytes} bytes");
        }

        if (body.Length == 0)
        {
            return Refusal(ErrorCodes.BodyNotJson, "the body is empty");
        }

        var context = new RestCommandContext(app!, administrator);
        server.Commands.Run(entry, context, body);
        try
        {
            return await context.Completion.WaitAsync(Timeout, time, http.RequestAborted);
        }
        catch (TimeoutException)
        {
            return Refusal(ErrorCodes.GatewayTimeout, "the command was not answered in time");
        }
    }

    private ChatError? Authenticate(IQueryCollection query, out ChatApp? app, out string administrator)
    {
        app = null;
        administrator = query["identifier"].ToString();
        var appText = query["sdkappid"].ToString();
        if (appText.Length == 0)
        {
            return new ChatError(ErrorCodes.SdkAppIdMissing, "sdkappid is missing");
        }

        if (!uint.TryParse(appText, NumberStyles.None, CultureInfo.InvariantCulture, out var sdkAppId) || (app = server.Apps.Find(sdkAppId)) is null)
        {
            return new ChatError(ErrorCodes.SdkAppIdUnknown, "unknown sdkappid");
        }

        if (administrator.Length == 0)
        {
            return new ChatError(ErrorCodes.AccountInvalid, "identifier is missing");
        }

        var signature = UserSig.Verify(query["usersig"].ToString(), sdkAppId, administrator, app.Keys, time.GetUtcNow());
        if (!signature.IsValid)
        {
            return new ChatError(signature.ErrorCode, signature.ErrorInfo);
        }

        return app.IsAdministrator(administrator) ? null : new ChatError(ErrorCodes.NotAdministrator, "identifier is not an administrator");
    }

    /// <summary>The body, or null if it is too long.</summary>
    private async Task<byte[]?> ReadBodyAsync(HttpContext http)
    {
        var limit = options.Value.Gateway.MaxRestBodyBytes;
        if (http.Request.ContentLength > limit)
        {
            return null;
        }

        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            var isTooLong = read.Buffer.Length > limit;
            if (isTooLong || read.IsCompleted)
            {
                var body = isTooLong ? null : read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static byte[] Refusal(int code, string info) => Wire.ToBytes(Reply.From(new ChatError(code, info)), CommandsJson.Default.Reply);
}
