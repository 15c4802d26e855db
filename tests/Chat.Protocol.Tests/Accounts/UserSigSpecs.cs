using System.Text.Json.Nodes;
using Chat.Protocol.Accounts;
using CsCheck;

namespace Chat.Protocol.Tests.Accounts;

public sealed class UserSigSpecs
{
    private static readonly UserSigVector Alice = UserSigVectors.V1;

    public static TheoryData<UserSigVector> Vectors => UserSigVectors.All;

    public static TheoryData<UserSigVector, string> ForeignSignatures => UserSigVectors.Strings;

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Signs_the_document_of_the_other_implementations(UserSigVector vector)
    {
        var userSig = Sign(vector);

        var expected = new JsonObject
        {
            ["TLS.ver"] = "2.0",
            ["TLS.identifier"] = vector.UserId,
            ["TLS.sdkappid"] = vector.SdkAppId,
            ["TLS.time"] = vector.Time,
            ["TLS.expire"] = vector.Expire,
            ["TLS.sig"] = vector.Signature,
        };
        if (vector.UserBuffer is not null)
        {
            expected["TLS.userbuf"] = Convert.ToBase64String(vector.UserBufferBytes);
        }

        AssertSameDocument(expected.ToJsonString(), UserSigText.Unpack(userSig));
    }

    [Fact]
    public void Signs_the_published_document()
    {
        const string published =
            """{"TLS.ver":"2.0","TLS.identifier":"alice","TLS.sdkappid":1400000001,"TLS.time":1700000000,"TLS.expire":604800,"TLS.sig":"vYzooUKZyRJPJgQE222iyYUSzlqUr5p/EmwIXtWNOtw="}""";

        AssertSameDocument(published, UserSigText.Unpack(Sign(Alice)));
    }

    [Fact]
    public void Writes_the_user_buffer_as_the_published_base64()
    {
        var document = JsonNode.Parse(UserSigText.Unpack(Sign(UserSigVectors.V4)))!;

        Assert.Equal("AAAFYWxpY2VTck4BAAAnGmVT8iwAAAD/AAAAAA==", (string?)document["TLS.userbuf"]);
    }

    [Theory]
    [MemberData(nameof(ForeignSignatures))]
    public void Foreign_signatures_carry_the_published_hash(UserSigVector vector, string userSig)
    {
        Assert.Equal(vector.Signature, (string?)JsonNode.Parse(UserSigText.Unpack(userSig))!["TLS.sig"]);
    }

    [Theory]
    [MemberData(nameof(ForeignSignatures))]
    public void Accepts_signatures_of_the_other_implementations(UserSigVector vector, string userSig)
    {
        var result = UserSig.Verify(userSig, vector.SdkAppId, vector.UserId, [vector.Key], vector.IssuedAt.AddSeconds(1));

        Assert.Equal(new UserSigResult(0, "", vector.IssuedAt, vector.IssuedAt.AddSeconds(vector.Expire)), result);
        Assert.True(result.IsValid);
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Accepts_its_own_signatures(UserSigVector vector)
    {
        var result = UserSig.Verify(Sign(vector), vector.SdkAppId, vector.UserId, [vector.Key], vector.IssuedAt);

        Assert.Equal(0, result.ErrorCode);
    }

    [Fact]
    public void Uses_an_alphabet_that_needs_no_escaping_in_addresses()
    {
        var alphabet = new HashSet<char>("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-_");

        Gen.String[Gen.Char['a', 'z'], 1, 32].Sample(user =>
        {
            var userSig = UserSig.Sign(1400000001, UserSigVectors.Key1, user, Alice.IssuedAt, UserSig.DefaultExpire);

            Assert.All(userSig, c => Assert.Contains(c, alphabet));
            Assert.StartsWith("eJ", userSig, StringComparison.Ordinal);
        }, iter: 200);
    }

    [Fact]
    public void Default_life_span_is_that_of_the_helper_libraries()
    {
        Assert.Equal(15552000, UserSig.DefaultExpire.TotalSeconds);
    }

    [Theory]
    [InlineData("用户")]
    [InlineData("a\"b\\c")]
    [InlineData("<b>&'+/")]
    [InlineData("😀")]
    [InlineData(" ")]
    public void User_ids_of_any_text_survive(string userId)
    {
        var userSig = UserSig.Sign(1400000001, UserSigVectors.Key1, userId, Alice.IssuedAt, TimeSpan.FromDays(1));

        Assert.True(UserSig.Verify(userSig, 1400000001, userId, [UserSigVectors.Key1], Alice.IssuedAt).IsValid);
    }

    [Fact]
    public void What_is_signed_verifies_for_the_same_inputs_only()
    {
        var inputs = Gen.Select(
            Gen.UInt, Gen.String[Gen.Char[' ', '~'], 0, 32], Gen.String[Gen.Char['0', 'f'], 1, 64], Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue]);

        inputs.Sample((app, user, key, time, expire) =>
        {
            var issuedAt = DateTimeOffset.FromUnixTimeSeconds(time);
            var userSig = UserSig.Sign(app, key, user, issuedAt, TimeSpan.FromSeconds(expire));

            Assert.Equal(0, UserSig.Verify(userSig, app, user, [key], issuedAt).ErrorCode);
            Assert.False(UserSig.Verify(userSig, app ^ 1, user, [key], issuedAt).IsValid);
            Assert.False(UserSig.Verify(userSig, app, user + "x", [key], issuedAt).IsValid);
            Assert.False(UserSig.Verify(userSig, app, user, [key + "x"], issuedAt).IsValid);
        }, iter: 500);
    }

    private static string Sign(UserSigVector vector) => UserSig.Sign(
        vector.SdkAppId, vector.Key, vector.UserId, vector.IssuedAt, TimeSpan.FromSeconds(vector.Expire), vector.UserBufferBytes);

    private static void AssertSameDocument(string expected, string actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), $"expected {expected}, got {actual}");
}
