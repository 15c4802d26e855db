using System.Globalization;
using Chat.Host.Gateway;
using Chat.Host.Options;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Server;
using Chat.Server.Media;
using Chat.Server.Storage;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Chat.Host.Media;

/// <summary>
/// The bytes of files: <c>PUT</c> or multipart <c>POST /upload/{token}</c>, <c>GET /files/{token}/{name}</c> (wire reference, messages §12). The token
/// is all the permission there is. Refusals are HTTP statuses with a code of 114xxx in a body like that of REST.
/// </summary>
internal sealed partial class MediaEndpoint(ChatServer server, IOptions<ChatOptions> options, ILogger<MediaEndpoint> logger)
{
    /// <summary>What a multipart body may hold beside its file.</summary>
    private const int FormOverhead = 64 * 1024;

    private static readonly TimeSpan RateGrace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CacheTime = TimeSpan.FromDays(1);

    private readonly MediaOptions _options = options.Value.Media;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods(MediaLibrary.UploadPath + "{token}", ["OPTIONS"], AllowOrigin);
        routes.MapMethods(MediaLibrary.DownloadPath + "{token}/{**name}", ["OPTIONS"], AllowOrigin);
        routes.MapMethods(MediaLibrary.UploadPath + "{token}", ["PUT", "POST"], UploadAsync);
        routes.MapMethods(MediaLibrary.DownloadPath + "{token}/{**name}", ["GET", "HEAD"], DownloadAsync);
    }

    /// <summary>Pages of every origin may come: what they may do is in the address, and no cookie takes part.</summary>
    private static void AllowOrigin(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = "ETag, Content-Range, Content-Disposition";
        if (HttpMethods.IsOptions(http.Request.Method))
        {
            headers.AccessControlAllowMethods = "GET, HEAD, PUT, POST, OPTIONS";
            headers.AccessControlAllowHeaders = http.Request.Headers.AccessControlRequestHeaders;
            headers.AccessControlMaxAge = CacheTime.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static Task RefuseAsync(HttpContext http, int status, int code, string info)
    {
        GatewayTelemetry.FilesRefused.Add(1, new KeyValuePair<string, object?>("status", status));
        return AnswerAsync(http, status, Reply.From(new ChatError(code, info)));
    }

    /// <summary>Answers also those who have left: what is written to them is lost without a word.</summary>
    private static async Task AnswerAsync(HttpContext http, int status, Reply reply)
    {
        var body = Wire.ToBytes(reply, CommandsJson.Default.Reply);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, CancellationToken.None);
    }

    /// <summary>The stream of the file: the body itself, or the part called <c>file</c> of a form; null if the form has none.</summary>
    private static async Task<Stream?> FindFileAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (HttpMethods.IsPut(request.Method))
        {
            return request.Body;
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 200 } boundary)
        {
            return null;
        }

        var form = new MultipartReader(boundary.ToString(), request.Body);
        while (await form.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var field) && HeaderUtilities.RemoveQuotes(field.Name) == "file")
            {
                return section.Body;
            }
        }

        return null;
    }

    private async Task UploadAsync(HttpContext http, string token)
    {
        AllowOrigin(http);
        if (server.Media.ReadUploadToken(token) is not { } grant)
        {
            await RefuseAsync(http, StatusCodes.Status403Forbidden, ErrorCodes.MediaAccessDenied, "the upload address is forged or has expired");
            return;
        }

        var largest = grant.MaxBytes + (HttpMethods.IsPost(http.Request.Method) ? FormOverhead : 0);
        if (http.Request.ContentLength > largest)
        {
            await RefuseTooLargeAsync(http, grant);
            return;
        }

        Limit(http, largest);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        deadline.CancelAfter(_options.UploadTimeout);
        try
        {
            var result = await FindFileAsync(http.Request, deadline.Token) is { } file
                ? await server.Media.ReceiveAsync(grant, file, deadline.Token)
                : UploadResult.Empty;
            await AnswerAsync(http, grant, result);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await RefuseTooLargeAsync(http, grant);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status408RequestTimeout)
        {
            await RefuseAsync(http, e.StatusCode, ErrorCodes.MediaTransferTimeout, "the upload is too slow");
        }
        catch (OperationCanceledException)
        {
            // Either nobody is there any more, or the time is over.
            await RefuseAsync(http, StatusCodes.Status408RequestTimeout, ErrorCodes.MediaTransferTimeout, "the upload took too long");
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            await RefuseAsync(http, StatusCodes.Status400BadRequest, ErrorCodes.MediaParameter, "the body broke off or is no form");
        }
        catch (Exception e) when (e is StoreException or InvalidOperationException)
        {
            Log.UploadFailed(logger, e);
            await RefuseAsync(http, StatusCodes.Status503ServiceUnavailable, ErrorCodes.MessageServiceInternal, "the file cannot be stored at the moment");
        }
    }

    private static Task AnswerAsync(HttpContext http, UploadGrant grant, UploadResult result) => result switch
    {
        UploadResult.Stored => AcceptAsync(http),
        UploadResult.TooLarge => RefuseTooLargeAsync(http, grant),
        UploadResult.WrongType => RefuseAsync(
            http, StatusCodes.Status415UnsupportedMediaType, ErrorCodes.MediaParameter, "the content is not of the announced kind"),
        UploadResult.Taken => RefuseAsync(
            http, StatusCodes.Status409Conflict, ErrorCodes.MediaAccessDenied, "another file was uploaded to this address"),
        _ => RefuseAsync(http, StatusCodes.Status400BadRequest, ErrorCodes.MediaParameter, "there is no file, or it is empty"),
    };

    private static Task AcceptAsync(HttpContext http)
    {
        GatewayTelemetry.Uploads.Add(1);
        return AnswerAsync(http, StatusCodes.Status200OK, new Reply());
    }

    private static Task RefuseTooLargeAsync(HttpContext http, UploadGrant grant) => RefuseAsync(
        http, StatusCodes.Status413PayloadTooLarge, ErrorCodes.MediaTooLarge, $"the file is larger than {grant.MaxBytes} bytes");

    /// <summary>Uploads may be larger than other bodies, but neither endless nor slower than a bad line.</summary>
    private void Limit(HttpContext http, long largest)
    {
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = largest;

        // Streams of HTTP/2 share one connection, whose rate Kestrel watches by itself.
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate && HttpProtocol.IsHttp11(http.Request.Protocol))
        {
            rate.MinDataRate = new MinDataRate(_options.MinUploadBytesPerSecond, RateGrace);
        }
    }

    private async Task DownloadAsync(HttpContext http, string token)
    {
        AllowOrigin(http);
        if (server.Media.ReadDownloadToken(token) is not { } objectId)
        {
            await RefuseAsync(http, StatusCodes.Status403Forbidden, ErrorCodes.MediaAccessDenied, "the address is forged or has expired");
            return;
        }

        if (server.Media.Find(objectId) is not { } file || await server.Media.OpenReadAsync(file, http.RequestAborted) is not { } content)
        {
            await RefuseAsync(http, StatusCodes.Status404NotFound, ErrorCodes.MediaMissing, "no file was uploaded there");
            return;
        }

        GatewayTelemetry.Downloads.Add(1);

        // Whatever somebody has uploaded, it is never a page or script of this host.
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "sandbox";
        headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"private, immutable, max-age={CacheTime.TotalSeconds}");
        await TypedResults
            .Stream(content, file.ContentType, file.Name, entityTag: new EntityTagHeaderValue($"\"{file.Sha256}\""), enableRangeProcessing: true)
            .ExecuteAsync(http);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "An upload could not be stored")]
        public static partial void UploadFailed(ILogger logger, Exception exception);
    }
}
