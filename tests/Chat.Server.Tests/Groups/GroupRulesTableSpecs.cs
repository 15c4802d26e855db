using System.Text;
using Chat.Protocol.Groups;
using Chat.Server.Groups;

namespace Chat.Server.Tests.Groups;

/// <summary>The README tells the type matrix as the server keeps it.</summary>
public sealed class GroupRulesTableSpecs
{
    private const string Start = "<!-- group-rules -->\n";
    private const string End = "<!-- /group-rules -->";
    private const string Regenerate = "CHAT_WRITE_README=1 dotnet test tests/Chat.Server.Tests --filter GroupRulesTable";

    private static readonly string[] Types = [GroupTypes.Work, GroupTypes.Public, GroupTypes.Meeting, GroupTypes.AVChatRoom, GroupTypes.Community];

    private static readonly (string Name, Func<GroupRules, string> Cell)[] Rows =
    [
        ("roles", static rules => rules.IsRoom ? "owner" : "owner, " + (rules.HasAdmins ? "admin, " : "") + "member" + (rules.HasCustomRole ? ", custom" : "")),
        ("join by oneself", static rules => rules.Join switch { JoinRule.Never => "no", JoinRule.Free => "free", _ => $"by option, {rules.DefaultJoin}" }),
        ("be brought in by members", static rules => rules.Invite == InviteRule.Never ? "no" : $"by option, {rules.DefaultInvite}"),
        ("decide about applications", static rules => rules.IsRoom || (rules.Join == JoinRule.Never && rules.Invite == InviteRule.Never) ? "–" : Who(rules.Approve)),
        ("found by ID", static rules => YesNo(rules.IsFoundById)),
        ("change name, introduction, notice, picture", static rules => Who(rules.ModifyBasics)),
        ("change options and custom fields", static rules => Who(rules.ModifyRest)),
        ("make administrators", static rules => Who(rules.SetAdmin)),
        ("hand over", static rules => Who(rules.ChangeOwner)),
        ("dismiss", static rules => Who(rules.Dismiss)),
        ("owner may leave", static rules => YesNo(rules.OwnerMayQuit)),
        ("remove members", static rules => Who(rules.Kick)),
        ("mute members", static rules => Who(rules.MuteMember)),
        ("mute all", static rules => Who(rules.MuteAll)),
        ("ban", static rules => Who(rules.Ban)),
        ("name cards and fields of others", static rules => Who(rules.ModifyMember)),
        ("receive option at first", static rules => rules.DefaultReceiveOption),
        ("unread count", static rules => YesNo(rules.CountsUnread)),
        ("tips about who comes and goes", static rules => rules.IsRoom ? "pushed" : rules.TellsMembers ? "pushed and stored" : "no"),
        ("tips about mutes and administrators", static rules => rules.TellsMemberProfiles ? "pushed and stored" : "no"),
        ("messages from before joining", static rules => YesNo(rules.HasHistoryFromBefore)),
        ("read receipts", static rules => YesNo(rules.HasReceipts)),
        ("messages to some members", static rules => YesNo(rules.HasDirectedMessages)),
    ];

    [Fact]
    public void Readme_shows_the_rules_of_the_server()
    {
        var file = Path.Combine(Root(), "README.md");
        var text = File.ReadAllText(file);
        var (start, end) = (text.IndexOf(Start, StringComparison.Ordinal) + Start.Length, text.IndexOf(End, StringComparison.Ordinal));
        Assert.True(start >= Start.Length && end >= start, $"README.md has no block between {Start.Trim()} and {End}");
        var table = Table();
        if (Environment.GetEnvironmentVariable("CHAT_WRITE_README") == "1")
        {
            File.WriteAllText(file, text[..start] + table + text[end..]);
            return;
        }

        Assert.True(text[start..end] == table, $"The group rules in README.md are not those of GroupRules. Write them with: {Regenerate}");
    }

    private static string Table()
    {
        var text = new StringBuilder();
        text.Append("| rule | ").AppendJoin(" | ", Types).Append(" |\n| --- |").Insert(text.Length, " --- |", Types.Length).Append('\n');
        foreach (var (name, cell) in Rows)
        {
            text.Append("| ").Append(name).Append(" | ").AppendJoin(" | ", Types.Select(type => cell(GroupRules.Of(type)))).Append(" |\n");
        }

        return text.ToString();
    }

    private static string Who(int least) => least switch
    {
        <= Roles.Member => "all members",
        Roles.Admin => "owner, admins",
        Roles.Owner => "owner",
        GroupRules.Unsupported => "no (10004)",
        _ => "no (10007)",
    };

    private static string YesNo(bool value) => value ? "yes" : "no";

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Chat.Actors.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("Not inside the checkout.");
        }

        return directory;
    }
}
