using System.Reflection;
using Chat.Protocol.Errors;

namespace Chat.Protocol.Tests.Errors;

public sealed class ErrorCodesSpecs
{
    private static List<(string Name, int Code)> All { get; } =
    [
        .. typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (field.Name, (int)field.GetRawConstantValue()!)),
    ];

    [Fact]
    public void Every_code_has_one_name()
    {
        var shared = All.GroupBy(one => one.Code).Where(group => group.Count() > 1).Select(group => string.Join(" = ", group.Select(one => one.Name)));

        Assert.NotEmpty(All);
        Assert.Empty(shared);
    }

    [Fact]
    public void Every_code_is_in_a_documented_range()
    {
        Assert.All(All, one => Assert.True(
            one.Code is 1002 or (>= 2000 and < 9000) or (>= 10000 and < 24000) or (>= 30000 and < 40000) or (>= 40000 and < 52000)
                or (>= 60000 and < 81000) or (>= 90000 and < 131000),
            $"{one.Name} = {one.Code}"));
    }

    [Theory]
    [InlineData(nameof(ErrorCodes.KickedOut), 1002)]
    [InlineData(nameof(ErrorCodes.TicketInvalid), 20002)]
    [InlineData(nameof(ErrorCodes.UrlMalformed), 60002)]
    [InlineData(nameof(ErrorCodes.SigExpired), 70001)]
    [InlineData(nameof(ErrorCodes.SigEmpty), 70002)]
    [InlineData(nameof(ErrorCodes.SigMalformed), 70003)]
    [InlineData(nameof(ErrorCodes.SigWrongKey), 70009)]
    [InlineData(nameof(ErrorCodes.SigWrongUser), 70013)]
    [InlineData(nameof(ErrorCodes.SigWrongApp), 70014)]
    [InlineData(nameof(ErrorCodes.SigNoKey), 70016)]
    [InlineData(nameof(ErrorCodes.SigAppUnknown), 70020)]
    [InlineData(nameof(ErrorCodes.RequestTimeout), 2801)]
    [InlineData(nameof(ErrorCodes.ClientRateLimit), 2996)]
    public void Codes_that_change_what_the_sdk_does_are_as_documented(string name, int code)
    {
        Assert.Contains((name, code), All);
    }
}
