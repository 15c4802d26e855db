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
    [InlineData("https://files.example/a", null, "key", "https://files.example/a?authKey=key")]
    [InlineData("https://eu.files.example/a", null, "key", "https://eu.files.example/a?authKey=key")]
    [InlineData("https://evilfiles.example/a", null, "key", "https://evilfiles.example/a")]
    [InlineData("https://files.example.evil/a", null, "key", "https://files.example.evil/a")]
    [InlineData("https://evil/?files.example", null, "key", "https://evil/?files.example")]
    public void Key_is_shown_to_the_cloud_the_proxy_and_named_domains_only(string address, string? proxy, string key, string expected) =>
        Assert.Equal(expected, MediaAddress.ForDownload(address, proxy, key, ["files.example"]));

    [Theory]
    [InlineData("""{"file_dn_list":"[\"files.example\",\".other.example\",\"\",5]"}""", "files.example", "other.example")]
    [InlineData("""{"file_dn_list":"{}"}""")]
    [InlineData("""{"file_dn_list":["files.example"]}""")]
    [InlineData("[]")]
    public void Domains_come_from_the_configuration(string json, params string[] domains) => Assert.Equal(domains, MediaConfig.Read(json).Domains);

    [Theory]
    [InlineData("http://files/a")]
    [InlineData("https://files/a")]
    [InlineData("files/a")]
    public void Stored_addresses_get_https(string address) => Assert.Equal("https://files/a", MediaAddress.ForceSecure(address));
}
