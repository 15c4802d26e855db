using System.Net;
using Chat.Protocol.Frames;

namespace Chat.Host.Tests.Rest;

public sealed class RestSpecs : IAsyncLifetime
{
    private HostFixture _host = null!;

    public async Task InitializeAsync() => _host = await HostFixture.StartAsync("--Chat:Gateway:MaxRestBodyBytes=20000");

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("", 60012)]
    [InlineData("sdkappid=abc", 60006)]
    [InlineData("sdkappid=7", 60006)]
    [InlineData("sdkappid=1400000001", 60004)]
    [InlineData("sdkappid=1400000001&identifier=administrator", 70002)]
    [InlineData("sdkappid=1400000001&identifier=administrator&usersig=garbage", 70003)]
    public async Task Calls_without_good_credentials_are_refused(string query, int code) =>
        Assert.Equal(code, (await _host.RestAsync("openim/sendmsg", "{}", query)).GetProperty("ErrorCode").GetInt32());

    [Theory]
    [InlineData("openim/nonsense", "{}", 60009)]
    [InlineData("openim/sendmsg", "", 60003)]
    [InlineData("openim/sendmsg", "not json", 90001)]
    [InlineData("openim/sendmsg", "{}", 90003)]
    [InlineData("im_open_login_svc/account_import", "{}", 70402)]
    [InlineData("im_open_login_svc/kick", """{"UserID":"nobody"}""", 70107)]
    [InlineData("openim/querystate", """{"To_Account":[]}""", 90001)]
    public async Task Bad_calls_get_the_documented_code(string command, string body, int code) =>
        Assert.Equal(code, (await _host.RestAsync(command, body)).GetProperty("ErrorCode").GetInt32());

    [Fact]
    public async Task Others_than_administrators_are_refused() =>
        Assert.Equal(60010, (await _host.RestAsync("openim/sendmsg", "{}", administrator: "alice")).GetProperty("ErrorCode").GetInt32());

    [Fact]
    public async Task Body_above_the_limit_is_refused() =>
        Assert.Equal(93000, (await _host.RestAsync("openim/sendmsg", new string(' ', 30_000))).GetProperty("ErrorCode").GetInt32());

    [Fact]
    public async Task Only_post_is_answered()
    {
        using var response = await _host.Http.GetAsync(new Uri("/v4/openim/sendmsg", UriKind.Relative));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task Message_of_an_administrator_reaches_a_socket()
    {
        using var socket = await _host.ConnectAsync();
        await socket.LogInAsync("alice");

        var reply = await _host.RestAsync(
            "openim/sendmsg", """{"To_Account":"alice","MsgRandom":7,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hello"}}]}""");

        Assert.Equal((0, "OK"), (reply.GetProperty("ErrorCode").GetInt32(), reply.GetProperty("ActionStatus").GetString()));
        var push = System.Text.Encoding.UTF8.GetString(ServerFrame.Parse(await socket.ReceiveMessageAsync()).Body);
        Assert.Contains("\"From_Account\":\"administrator\"", push, StringComparison.Ordinal);
        Assert.Contains("\"Text\":\"hello\"", push, StringComparison.Ordinal);
    }
}
