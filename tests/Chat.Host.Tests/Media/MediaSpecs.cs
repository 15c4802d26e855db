using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Chat.Host.Tests.Media;

/// <summary>Files over real HTTP, as browsers, mini programs and liars send them.</summary>
public sealed class MediaSpecs : IAsyncLifetime
{
    private const int Image = 1;
    private const int File = 255;
    private const int Megabyte = 1024 * 1024;

    private HostFixture _host = null!;
    private ClientWebSocket _socket = null!;

    private string Blobs => Path.Combine(_host.DataDirectory, "blobs");

    public async Task InitializeAsync()
    {
        _host = await HostFixture.StartAsync("--Chat:Apps:0:Settings:MaxImageMegabytes=1");
        _socket = await _host.ConnectAsync();
        await _socket.LogInAsync("alice");
    }

    public async Task DisposeAsync()
    {
        _socket.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task What_was_uploaded_comes_back()
    {
        var (upload, download) = await SignAsync(File, "report 用户.txt");
        var content = RandomNumberGenerator.GetBytes(300_000);

        using var stored = await PutAsync(upload, content);
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);

        using var read = await _host.Http.GetAsync(download);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal(content, await read.Content.ReadAsByteArrayAsync());
        Assert.Equal("application/octet-stream", read.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", read.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("report 用户.txt", read.Content.Headers.ContentDisposition.FileNameStar);
        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\"", read.Headers.ETag!.Tag);
        Assert.Equal("nosniff", Assert.Single(read.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("sandbox", Assert.Single(read.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("*", Assert.Single(read.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Theory]
    [InlineData("bytes=0-9", 206, 0, 10)]
    [InlineData("bytes=990-", 206, 990, 10)]
    [InlineData("bytes=-5", 206, 995, 5)]
    [InlineData("bytes=500-5000", 206, 500, 500)]
    [InlineData("bytes=1000-", 416, 0, 0)]
    public async Task Parts_can_be_read(string range, int status, int from, int length)
    {
        var content = RandomNumberGenerator.GetBytes(1000);
        var download = await UploadAsync(content);
        using var request = new HttpRequestMessage(HttpMethod.Get, download);
        request.Headers.TryAddWithoutValidation("Range", range);

        using var response = await _host.Http.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(content[from..(from + length)], await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Head_and_known_versions_send_no_body()
    {
        var download = await UploadAsync(new byte[1000]);
        using var head = await _host.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, download));
        using var again = new HttpRequestMessage(HttpMethod.Get, download);
        again.Headers.IfNoneMatch.Add(head.Headers.ETag!);

        using var known = await _host.Http.SendAsync(again);

        Assert.Equal((HttpStatusCode.OK, 1000), (head.StatusCode, head.Content.Headers.ContentLength));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
    }

    [Theory]
    [InlineData("?imageView2/3/w/198/h/198")]
    [InlineData("?authKey=abc&imageView2/3/w/198/h/198")]
    public async Task Queries_of_the_sdk_are_tolerated(string query)
    {
        var download = await UploadAsync(new byte[1000]);

        Assert.Equal(1000, (await _host.Http.GetByteArrayAsync(new Uri(download + query))).Length);
    }

    [Fact]
    public async Task Pages_of_every_origin_may_upload_and_download()
    {
        var (upload, download) = await SignAsync(File);
        foreach (var (address, method) in new[] { (upload, "PUT"), (upload, "POST"), (download, "GET") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Options, address);
            request.Headers.Add("Origin", "https://app.example");
            request.Headers.Add("Access-Control-Request-Method", method);
            request.Headers.Add("Access-Control-Request-Headers", "content-type");

            using var response = await _host.Http.SendAsync(request);

            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
            Assert.Equal("*", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
            Assert.Contains(method, string.Join(',', response.Headers.GetValues("Access-Control-Allow-Methods")), StringComparison.Ordinal);
            Assert.Equal("content-type", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Headers")));
        }
    }

    [Fact]
    public async Task Forms_of_mini_programs_are_taken()
    {
        var (upload, download) = await SignAsync(File);
        using var form = new MultipartFormDataContent();
        form.Add(new StringContent("files/abc"), "key");
        form.Add(new StringContent("200"), "success_action_status");
        form.Add(new StringContent(""), "Content-Type");
        form.Add(new ByteArrayContent(new byte[5000]), "file", "a.bin");

        using var response = await _host.Http.PostAsync(upload, form);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(5000, (await _host.Http.GetByteArrayAsync(download)).Length);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nabc\r\n--x--\r\n")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nabc")]
    [InlineData("multipart/form-data; boundary=x", "nonsense")]
    [InlineData("multipart/form-data", "--x\r\n\r\n")]
    [InlineData("text/plain", "abc")]
    public async Task Forms_without_a_whole_file_are_refused(string type, string body)
    {
        var (upload, _) = await SignAsync(File);
        using var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        using var response = await _host.Http.PostAsync(upload, content);

        await ShouldRefuseAsync(response, HttpStatusCode.BadRequest, 114011);
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task Addresses_that_were_tampered_with_are_refused()
    {
        var (upload, download) = await SignAsync(File);

        await ShouldRefuseAsync(await PutAsync(new Uri(upload + "A"), new byte[10]), HttpStatusCode.Forbidden, 114001);
        await ShouldRefuseAsync(await _host.Http.GetAsync(new Uri(download.ToString().Replace("/files/", "/files/0", StringComparison.Ordinal))), HttpStatusCode.Forbidden, 114001);
        await ShouldRefuseAsync(await _host.Http.GetAsync(download), HttpStatusCode.NotFound, 114000);
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task Files_that_are_too_large_are_refused_whether_they_say_so_or_not()
    {
        var content = new byte[Megabyte + 1];
        "GIF89a"u8.CopyTo(content);
        var (upload, _) = await SignAsync(Image);
        await ShouldRefuseAsync(await PutAsync(upload, content), HttpStatusCode.RequestEntityTooLarge, 114002);

        using var chunked = new HttpRequestMessage(HttpMethod.Put, upload) { Content = new StreamContent(new MemoryStream(content)) };
        chunked.Headers.TransferEncodingChunked = true;
        await ShouldRefuseAsync(await _host.Http.SendAsync(chunked), HttpStatusCode.RequestEntityTooLarge, 114002);

        using var form = new MultipartFormDataContent { { new ByteArrayContent(content), "file", "a.gif" } };
        await ShouldRefuseAsync(await _host.Http.PostAsync(upload, form), HttpStatusCode.RequestEntityTooLarge, 114002);
        AssertNothingIsLeft();

        Assert.Equal(HttpStatusCode.OK, (await PutAsync(upload, content[..Megabyte])).StatusCode);
    }

    [Fact]
    public async Task Only_pictures_are_pictures()
    {
        var (upload, _) = await SignAsync(Image);

        await ShouldRefuseAsync(await PutAsync(upload, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8.ToArray()), HttpStatusCode.UnsupportedMediaType, 114011);
        await ShouldRefuseAsync(await PutAsync(upload, []), HttpStatusCode.BadRequest, 114011);
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task Uploaded_page_is_never_served_as_one()
    {
        var (upload, download) = await SignAsync(File, "page.html");
        using var request = new HttpRequestMessage(HttpMethod.Put, upload) { Content = new StringContent("<script>alert(1)</script>", Encoding.UTF8, "text/html") };
        Assert.Equal(HttpStatusCode.OK, (await _host.Http.SendAsync(request)).StatusCode);

        using var response = await _host.Http.GetAsync(download);

        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task Address_takes_one_file_only()
    {
        var (upload, download) = await SignAsync(File);

        Assert.Equal(HttpStatusCode.OK, (await PutAsync(upload, [1, 2, 3])).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(upload, [1, 2, 3])).StatusCode);
        await ShouldRefuseAsync(await PutAsync(upload, [4]), HttpStatusCode.Conflict, 114001);
        Assert.Equal([1, 2, 3], await _host.Http.GetByteArrayAsync(download));
    }

    [Theory]
    [InlineData("Content-Length: 100000\r\n\r\nonly this")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nnonsense\r\n")]
    public async Task Connection_that_breaks_leaves_nothing(string rest)
    {
        var (upload, download) = await SignAsync(File);
        using (var client = await StartRawPutAsync(upload, rest))
        {
            await WaitUntilAsync(() => Unfinished() is [] == rest.Contains("nonsense", StringComparison.Ordinal));
            client.Client.LingerState = new LingerOption(true, 0);
        }

        await WaitUntilAsync(() => Unfinished() is []);
        AssertNothingIsLeft();
        Assert.Equal(HttpStatusCode.NotFound, (await _host.Http.GetAsync(download)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(upload, [1])).StatusCode);
    }

    [Fact]
    public async Task Upload_that_stands_still_is_ended()
    {
        await using var host = await HostFixture.StartAsync("--Chat:Media:UploadTimeout=00:00:00.5");
        using var socket = await host.ConnectAsync();
        await socket.LogInAsync("bob");
        var upload = new Uri(await SignTextAsync(socket, "bob"));
        using var client = await StartRawPutAsync(upload, "Content-Length: 100000\r\n\r\nonly this");
        using var reader = new StreamReader(client.GetStream());

        Assert.StartsWith("HTTP/1.1 408", await reader.ReadLineAsync().WaitAsync(HostFixture.Patience), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(host.DataDirectory, "blobs"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Same_content_of_many_is_kept_once()
    {
        var content = RandomNumberGenerator.GetBytes(500_000);
        var addresses = new List<(Uri Upload, Uri Download)>();
        for (var i = 0; i < 10; i++)
        {
            addresses.Add(await SignAsync(File));
        }

        await Task.WhenAll(addresses.Select(async address =>
        {
            Assert.Equal(HttpStatusCode.OK, (await PutAsync(address.Upload, content)).StatusCode);
            Assert.Equal(content, await _host.Http.GetByteArrayAsync(address.Download));
        }));

        Assert.Single(Directory.GetFiles(Blobs, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Large_files_pass_with_little_memory()
    {
        const int size = 100 * Megabyte;
        var (upload, download) = await SignAsync(File);
        using var request = new HttpRequestMessage(HttpMethod.Put, upload) { Content = new StreamContent(new PatternStream(size)) };
        request.Content.Headers.ContentLength = size;
        var before = GC.GetTotalAllocatedBytes(precise: true);

        using var stored = await _host.Http.SendAsync(request);
        await using var body = await _host.Http.GetStreamAsync(download);
        var buffer = new byte[64 * 1024];
        long length = 0;
        var expected = new PatternStream(size);
        var compare = new byte[buffer.Length];
        while (await body.ReadAsync(buffer) is > 0 and var count)
        {
            expected.ReadExactly(compare, 0, count);
            Assert.True(buffer.AsSpan(0, count).SequenceEqual(compare.AsSpan(0, count)));
            length += count;
        }

        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        Assert.Equal(size, length);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, size / 4);
    }

    [Fact]
    public async Task Proxies_before_the_host_are_believed_about_https()
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("X-Forwarded-Proto", "https");
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{_host.Port}/binfo?sdkappid=1400000001"), CancellationToken.None);
        await socket.LogInAsync("bob");

        Assert.StartsWith($"https://127.0.0.1:{_host.Port}/upload/", await SignTextAsync(socket, "bob"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configured_address_goes_before_the_one_that_clients_use()
    {
        await using var host = await HostFixture.StartAsync("--Chat:Media:PublicUrl=https://files.example/chat/");
        using var socket = await host.ConnectAsync();
        await socket.LogInAsync("bob");

        Assert.StartsWith("https://files.example/chat/upload/", await SignTextAsync(socket, "bob"), StringComparison.Ordinal);
    }

    private static async Task<string> SignTextAsync(ClientWebSocket socket, string user) =>
        (await SignAsync(socket, user, File, "a.txt")).GetProperty("upload_url").GetString()!;

    private static Task<JsonElement> SignAsync(ClientWebSocket socket, string user, int kind, string name) => socket.CallAsync(
        "im_cos_msg.pre_sig",
        $$"""{"file_type":{{kind}},"file_name":{{JsonSerializer.Serialize(name)}},"upload_method":0,"Duration":900}""",
        $"\"identifier\":\"{user}\",\"usersig\":\"{HostFixture.Sign(user)}\"",
        77);

    private static async Task ShouldRefuseAsync(HttpResponseMessage response, HttpStatusCode status, int code)
    {
        using (response)
        {
            Assert.Equal(status, response.StatusCode);
            Assert.Equal("*", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
            using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            Assert.Equal(code, body.RootElement.GetProperty("ErrorCode").GetInt32());
            Assert.NotEqual("", body.RootElement.GetProperty("ErrorInfo").GetString());
        }
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        for (var i = 0; !condition(); i++)
        {
            Assert.True(i < 500, "waited in vain");
            await Task.Delay(20);
        }
    }

    private async Task<(Uri Upload, Uri Download)> SignAsync(int kind, string name = "a.bin")
    {
        var reply = await SignAsync(_socket, "alice", kind, name);
        return (new Uri(reply.GetProperty("upload_url").GetString()!), new Uri(reply.GetProperty("download_url").GetString()!));
    }

    private Task<HttpResponseMessage> PutAsync(Uri address, byte[] content) => _host.Http.PutAsync(address, new ByteArrayContent(content));

    private async Task<Uri> UploadAsync(byte[] content)
    {
        var (upload, download) = await SignAsync(File);
        using var response = await PutAsync(upload, content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return download;
    }

    private static async Task<TcpClient> StartRawPutAsync(Uri upload, string rest)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, upload.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"PUT {upload.PathAndQuery} HTTP/1.1\r\nHost: x\r\n{rest}"));
        return client;
    }

    private string[] Unfinished() => Directory.GetFiles(Path.Combine(Blobs, "new"));

    private void AssertNothingIsLeft() => Assert.Empty(Directory.GetFiles(Blobs, "*", SearchOption.AllDirectories));

    /// <summary>So many bytes out of nothing.</summary>
    private sealed class PatternStream(long length) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, length - _position);
            for (var i = 0; i < count; i++, _position++)
            {
                buffer[i] = (byte)(_position * 31 >> 3);
            }

            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
