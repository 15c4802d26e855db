namespace Chat.Protocol.Tests.Accounts;

/// <summary>Signatures made by other implementations: the npm package <c>tls-sig-api-v2</c> and Python's zlib.</summary>
internal static class UserSigVectors
{
    public const string Key1 = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";
    public const string Key2 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    public static readonly UserSigVector V1 = new(
        "V1",
        1400000001,
        Key1,
        "alice",
        1700000000,
        604800,
        "vYzooUKZyRJPJgQE222iyYUSzlqUr5p/EmwIXtWNOtw=",
        [
            "eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwok5mcmpUInilOzEgoLMFCUrQxMDCDCEyJRk5qYqWRmaQ0UNIKKpFQWZRalKVmYGJhYwseLMdCUrpbLIqvz8UO*oyiCvAK-0QFcjI6PMysjQ4KqcwtAi0wJ919xyz4iScD--knJbpVoAyEoxug__",
            "eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwok5mcmpUInilOzEgoLMFCUrQxMDCDCEyJRk5qYCRc2hogYQ0dSKgswioLiZgYkFTKw4Mx1oallkVX5*qHdUZZBXgFd6oKuRkVFmZWRocFVOYWiRaYG*a265Z0RJuJ9-SbmtUi0AyEoxug__",
        ]);

    public static readonly UserSigVector V2 = new(
        "V2",
        1400000001,
        Key1,
        "administrator",
        1700000000,
        15552000,
        "ytXYRDpgkJemT8cbvvVImS+3E32DSZf5FMjVEMe0rdU=",
        ["eJw9ytEKgjAYBeB3*W8L2bRRDLrToMibZlLdWZvyJ7OxjVFE7x456dyd75w3VHuRBGWBQ5oQmI8dpRo8tjhyIzUO6Lxt-MNOByf7xhiUwOmCxNC4eNQKOF1OSqKqp0H7c8ZY*leHHXB4*dP5kJuu3yldrW7XEOqtFrOsyNJcXFq2Ke91USpi5XENny9IVTSv"]);

    public static readonly UserSigVector V3 = new(
        "V3",
        20000001,
        Key2,
        "user_01-a",
        1600000000,
        86400,
        "XpUmXOiHCo3NsxSFKjFh4hEsmrGExuftio26rIzl2A4=",
        ["eJw1yUELwiAYxvHv8p5rqImE0CFiqyjqsILdYqBrb2UTdSFF3z1w6397fs8HTvsye2kHElhGYJI2Kv0M2GDi3mt3IXRaj6dX99paVCAZSdHBAxoNkgoyNqiOFp0GORf8Tx6vIKGyZ1MdcbPqZgcfy2J3K1re5t64dR77JmDHhNu*H2zJF-D9AQYbMeo_"]);

    public static readonly UserSigVector V4 = new(
        "V4",
        1400000001,
        Key1,
        "alice",
        1700000000,
        300,
        "/rNs3G0wHIbA9OJi8+5eiV/Uxmbu4szpZW0wxQ5uadg=",
        ["eJw1jcsKglAURf-lTAu9vsguODgRWRFFZIrNfFzlYMrFR0rRvwdqa7bXGuwPeKeb8hI1cNAVBstxUyqqljIadfSkRMyhSYtISkqBayab0KbSUimAa6vZssmKQVItgBt-0TWijrsMOCDiLgwGGeq*lxTmBhErt-Q9m3pE3Ko44jj-Z8qBg1qfG8Nl-f4Q4-pyJHthCfLV*1DGndm85SNg-XC1uijNHfj*AJuvQT4_"])
    {
        UserBuffer = "000005616c69636553724e010000271a6553f22c000000ff00000000",
    };

    public static readonly UserSigVector V5 = new(
        "V5", 1400000001, Key1, "alice", 1700000000, 300, "ZBSLr9w72R8232D+Dy0wUdFefqGPIaNWHKBzHQmAqGM=", [])
    {
        UserBuffer = "010005616c69636553724e01000000006553f22c0000002a000000000006726f6f6d2d41",
    };

    public static TheoryData<UserSigVector> All => [V1, V2, V3, V4, V5];

    /// <summary>Each foreign UserSig string, with the vector it belongs to.</summary>
    public static TheoryData<UserSigVector, string> Strings
    {
        get
        {
            var data = new TheoryData<UserSigVector, string>();
            foreach (var vector in new[] { V1, V2, V3, V4 })
            {
                foreach (var userSig in vector.UserSigs)
                {
                    data.Add(vector, userSig);
                }
            }

            return data;
        }
    }
}

/// <summary>One case: the inputs of signing and the <c>TLS.sig</c> they must give.</summary>
public sealed record UserSigVector(
    string Name, uint SdkAppId, string Key, string UserId, long Time, int Expire, string Signature, IReadOnlyList<string> UserSigs)
{
    public string? UserBuffer { get; init; }

    public DateTimeOffset IssuedAt => DateTimeOffset.FromUnixTimeSeconds(Time);

    public byte[] UserBufferBytes => UserBuffer is null ? [] : Convert.FromHexString(UserBuffer);

    public override string ToString() => Name;
}
