using Chat.Actors.Media;

namespace Chat.Actors.Tests.Media;

public sealed class MediaAddressSpecs
{
    [Theory]
    [InlineData("https://cos.example/a/b?c", "http://proxy/up", "http://proxy/up/a/b?c")]
    [InlineData("http://cos.example/a", "http://proxy", "http://cos.example/a")]
    [InlineData("https://cos.example/a", null, "https://cos.example/a")]
    public void Upload_proxy_replaces_secure_hosts_only(string address, string? proxy, string expected) =>
        Assert.Equal(expected, MediaAddress.ForUpload(address, proxy));

    [Theory]
    [InlineData("http://files/a", "https://proxy", "", "https://proxy/a")]
    [InlineData("http://files/a", "https://proxy", "key", "https://proxy/a?authKey=key")]
    [InlineData("https://cos.rich.my-imcloud.com/a?b", null, "key", "https://cos.rich.my-imcloud.com/a?b&authKey=key")]
    [InlineData("https://cos.rich.my-imcloud.com/a?authKey=old", null, "key", "https://cos.rich.my-imcloud.com/a?authKey=old")]
    [InlineData("http://elsewhere/a", null, "key", "http://elsewhere/a")]
    public void Key_is_shown_to_the_cloud_and_the_proxy_only(string address, string? proxy, string key, string expected) =>
        Assert.Equal(expected, MediaAddress.ForDownload(address, proxy, key));

    [Theory]
    [InlineData("http://files/a")]
    [InlineData("https://files/a")]
    [InlineData("files/a")]
    public void Stored_addresses_get_https(string address) => Assert.Equal("https://files/a", MediaAddress.ForceSecure(address));
}
