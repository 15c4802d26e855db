using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chat.Protocol.Accounts;
using Chat.Protocol.Errors;

namespace Chat.Protocol.Tests.Accounts;

/// <summary>What <see cref="UserSig.Verify"/> says about signatures of the right form.</summary>
public sealed class UserSigVerifySpecs
{
    private const string OtherKey = UserSigVectors.Key2;

    private static readonly UserSigVector Alice = UserSigVectors.V1;

    private static readonly string Good = Alice.UserSigs[0];

    [Fact]
    public void Is_valid_in_the_second_of_its_expiry()
    {
        Assert.True(VerifyAt(Alice.IssuedAt.AddSeconds(Alice.Expire)).IsValid);
    }

    [Fact]
    public void Is_expired_a_second_later()
    {
        Assert.Equal(ErrorCodes.SigExpired, VerifyAt(Alice.IssuedAt.AddSeconds(Alice.Expire + 1)).ErrorCode);
    }

    [Fact]
    public void Is_valid_before_its_time_of_issue_because_clocks_differ()
    {
        Assert.True(VerifyAt(Alice.IssuedAt.AddHours(-1)).IsValid);
    }

    [Fact]
    public void Refuses_another_key()
    {
        Assert.Equal(ErrorCodes.SigWrongKey, Verify(keys: [OtherKey]).ErrorCode);
    }

    [Fact]
    public void Uses_the_key_as_text_and_not_as_hexadecimal_digits()
    {
        Assert.Equal(ErrorCodes.SigWrongKey, Verify(keys: [Alice.Key.ToUpperInvariant()]).ErrorCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Tries_every_key_during_a_rotation(int position)
    {
        var keys = new List<string> { OtherKey, "third" };
        keys.Insert(position, Alice.Key);

        Assert.True(Verify(keys: keys).IsValid);
    }

    [Fact]
    public void Refuses_when_none_of_several_keys_fits()
    {
        Assert.Equal(ErrorCodes.SigWrongKey, Verify(keys: [OtherKey, "third", ""]).ErrorCode);
    }

    [Fact]
    public void Refuses_when_the_app_has_no_key()
    {
        Assert.Equal(ErrorCodes.SigNoKey, Verify(keys: []).ErrorCode);
    }

    [Theory]
    [InlineData("bob")]
    [InlineData("Alice")]
    [InlineData("alice ")]
    [InlineData("")]
    public void Refuses_another_user(string userId)
    {
        Assert.Equal(ErrorCodes.SigWrongUser, Verify(userId: userId).ErrorCode);
    }

    [Theory]
    [InlineData(1400000002u)]
    [InlineData(0u)]
    [InlineData(uint.MaxValue)]
    public void Refuses_another_app(uint sdkAppId)
    {
        Assert.Equal(ErrorCodes.SigWrongApp, Verify(sdkAppId: sdkAppId).ErrorCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void Refuses_an_empty_signature(string? userSig)
    {
        Assert.Equal(ErrorCodes.SigEmpty, Verify(userSig!).ErrorCode);
    }

    [Fact]
    public void Names_the_wrong_app_before_the_wrong_user_before_the_wrong_key_before_the_expiry()
    {
        var late = Alice.IssuedAt.AddYears(10);

        Assert.Equal(ErrorCodes.SigWrongApp, UserSig.Verify(Good, 1, "bob", [OtherKey], late).ErrorCode);
        Assert.Equal(ErrorCodes.SigWrongUser, UserSig.Verify(Good, Alice.SdkAppId, "bob", [OtherKey], late).ErrorCode);
        Assert.Equal(ErrorCodes.SigWrongKey, UserSig.Verify(Good, Alice.SdkAppId, "alice", [OtherKey], late).ErrorCode);
        Assert.Equal(ErrorCodes.SigExpired, UserSig.Verify(Good, Alice.SdkAppId, "alice", [Alice.Key], late).ErrorCode);
    }

    [Fact]
    public void A_refusal_has_a_text_and_no_times()
    {
        var result = Verify(userId: "bob");

        Assert.False(result.IsValid);
        Assert.NotEqual("", result.ErrorInfo);
        Assert.Equal((default, default), (result.IssuedAt, result.ExpiresAt));
    }

    [Theory]
    [InlineData("TLS.sdkappid", "1400000001")]
    [InlineData("TLS.time", "1700000000")]
    [InlineData("TLS.expire", "604800")]
    public void Reads_numbers_that_are_written_as_text(string field, string value)
    {
        Assert.True(Verify(With(field, JsonValue.Create(value))).IsValid);
    }

    [Fact]
    public void Reads_documents_with_the_blanks_of_python()
    {
        const string document =
            """{"TLS.ver": "2.0", "TLS.identifier": "alice", "TLS.sdkappid": 1400000001, "TLS.time": 1700000000, "TLS.expire": 604800, "TLS.sig": "vYzooUKZyRJPJgQE222iyYUSzlqUr5p/EmwIXtWNOtw="}""";

        Assert.True(Verify(UserSigText.Pack(document)).IsValid);
    }

    [Fact]
    public void Reads_indented_documents_in_the_order_of_the_csharp_library()
    {
        const string document =
            """
            {
              "TLS.ver": "2.0",
              "TLS.identifier": "alice",
              "TLS.sdkappid": 1400000001,
              "TLS.expire": 604800,
              "TLS.time": 1700000000,
              "TLS.sig": "vYzooUKZyRJPJgQE222iyYUSzlqUr5p/EmwIXtWNOtw="
            }
            """;

        Assert.True(Verify(UserSigText.Pack(document)).IsValid);
    }

    [Fact]
    public void Ignores_fields_it_does_not_know()
    {
        Assert.True(Verify(With("TLS.new", new JsonObject { ["a"] = 1 })).IsValid);
    }

    [Theory]
    [InlineData("TLS.sig", "\"AAAA\"")]
    [InlineData("TLS.sig", "\"\"")]
    [InlineData("TLS.sig", "\"VyZooUKZyRJPJgQE222iyYUSzlqUr5p/EmwIXtWNOtw=\"")]
    [InlineData("TLS.sig", "\"vYzooUKZyRJPJgQE222iyYUSzlqUr5p/EmwIXtWNOtw\"")]
    [InlineData("TLS.time", "1700000001")]
    [InlineData("TLS.expire", "604801")]
    [InlineData("TLS.userbuf", "\"AAAA\"")]
    [InlineData("TLS.userbuf", "\"\"")]
    public void Refuses_a_document_that_was_changed(string field, string value)
    {
        Assert.Equal(ErrorCodes.SigWrongKey, Verify(With(field, JsonNode.Parse(value))).ErrorCode);
    }

    [Fact]
    public void Refuses_a_document_whose_user_buffer_was_taken_out()
    {
        var document = JsonNode.Parse(UserSigText.Unpack(UserSigVectors.V4.UserSigs[0]))!.AsObject();
        document.Remove("TLS.userbuf");

        Assert.Equal(ErrorCodes.SigWrongKey, Verify(UserSigText.Pack(document.ToJsonString())).ErrorCode);
    }

    [Fact]
    public void Reads_the_largest_numbers_without_overflow()
    {
        const long largest = uint.MaxValue;
        var text = $"TLS.identifier:alice\nTLS.sdkappid:{largest}\nTLS.time:{largest}\nTLS.expire:{largest}\n";
        var document = new JsonObject
        {
            ["TLS.ver"] = "2.0",
            ["TLS.identifier"] = "alice",
            ["TLS.sdkappid"] = largest,
            ["TLS.time"] = largest,
            ["TLS.expire"] = largest,
            ["TLS.sig"] = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Alice.Key), Encoding.UTF8.GetBytes(text))),
        };

        var result = UserSig.Verify(UserSigText.Pack(document.ToJsonString()), uint.MaxValue, "alice", [Alice.Key], Alice.IssuedAt);

        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(2 * largest), result.ExpiresAt);
    }

    /// <summary>
    /// The signed text is lines, so a name with line feeds can spell the lines of another user's signature; the rest would then hide in the user buffer.
    /// </summary>
    [Fact]
    public void Refuses_a_signature_of_a_name_with_line_feeds_that_is_presented_as_another_users()
    {
        const string lines = "TLS.sdkappid:1400000001\nTLS.time:1700000000\nTLS.expire:604800";
        var made = UserSig.Sign(
            Alice.SdkAppId, Alice.Key, $"bob\n{lines}\nTLS.userbuf:x", Alice.IssuedAt, TimeSpan.FromSeconds(Alice.Expire));
        var document = JsonNode.Parse(UserSigText.Unpack(made))!.AsObject();
        document["TLS.identifier"] = "bob";
        document["TLS.userbuf"] = $"x\n{lines}";

        var result = Verify(UserSigText.Pack(document.ToJsonString()), userId: "bob");

        Assert.False(result.IsValid);
    }

    [Fact]
    public void Refuses_user_ids_with_line_feeds()
    {
        var userSig = UserSig.Sign(Alice.SdkAppId, Alice.Key, "alice\nx", Alice.IssuedAt, TimeSpan.FromDays(1));

        Assert.Equal(ErrorCodes.SigMalformed, Verify(userSig, userId: "alice\nx").ErrorCode);
    }

    private static string With(string field, JsonNode? value)
    {
        var document = JsonNode.Parse(UserSigText.Unpack(Good))!.AsObject();
        document[field] = value;
        return UserSigText.Pack(document.ToJsonString(JsonSerializerOptions.Default));
    }

    private static UserSigResult VerifyAt(DateTimeOffset now) => UserSig.Verify(Good, Alice.SdkAppId, Alice.UserId, [Alice.Key], now);

    private static UserSigResult Verify(
        string? userSig = "good", uint? sdkAppId = null, string? userId = null, IReadOnlyCollection<string>? keys = null) => UserSig.Verify(
        userSig == "good" ? Good : userSig!, sdkAppId ?? Alice.SdkAppId, userId ?? Alice.UserId, keys ?? [Alice.Key], Alice.IssuedAt);
}
