using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Apps;
using Chat.Server.Commands;
using Chat.Server.Groups.Members;

namespace Chat.Server.Groups.Applications;

/// <summary>Who an application is from, and who was invited; null where there is no such account, or nobody was invited.</summary>
internal readonly record struct Parties(AccountInfo? From, AccountInfo? To);

/// <summary>
/// Somebody decides about an open application or invitation. A refusal ends it and is told to whom it is from; a consent admits the newcomer, once.
/// </summary>
/// <param name="groups">The groups.</param>
/// <param name="kind">Kind of the application.</param>
/// <param name="refused">What whom it is from is told of a refusal, one of <see cref="GroupNoticeTypes"/>.</param>
internal abstract class DecisionHandler<TRequest>(GroupDirectory groups, int kind, int refused) : ICommandHandler<TRequest>
    where TRequest : GroupDecision
{
    protected GroupDirectory Groups => groups;

    public void Handle(CommandContext context, TRequest request)
    {
        if (ApplicationChanges.Check(request.HandleMsg, request.ApprovalMsg) is { } error)
        {
            context.Fail(error);
            return;
        }

        var me = GroupDirectory.Caller(context);
        var parties = PartiesOf(context, request);
        groups.RunOnGroup(context, request.GroupId, change => Decide(change, me, parties, request, context.App.Settings));
    }

    protected abstract Parties PartiesOf(CommandContext context, TRequest request);

    /// <summary>Why the caller may not decide; null if it may.</summary>
    protected virtual ChatError? MayDecide(GroupChange change, AccountInfo me) => GroupRules.Check(change.Row.Rules.Approve, change.RoleOf(me));

    /// <summary>Whether others must agree behind the caller, who are asked here.</summary>
    protected virtual ChatError? AskOthers(GroupChange change, AccountInfo me, Parties parties, out bool asked)
    {
        asked = false;
        return null;
    }

    /// <summary>Tells everybody of a newcomer.</summary>
    protected abstract void Tell(GroupChange change, AccountInfo me, Parties parties, string? remark);

    private ChatError? Decide(GroupChange change, AccountInfo me, Parties parties, TRequest request, AppSettings settings)
    {
        if (MayDecide(change, me) is { } denied)
        {
            return denied;
        }

        var (application, error) = change.Open(kind, parties.From, parties.To, request.Authentication);
        if (application is null)
        {
            return error;
        }

        if (request.HandleMsg == Decisions.Reject)
        {
            application.Close(change.Transaction, me);
            change.Notice(parties.From!, me, new GroupNoticeBody { ReportType = refused, RemarkInfo = request.ApprovalMsg });
            return null;
        }

        if (AskOthers(change, me, parties, out var asked) is { } impossible)
        {
            return impossible;
        }

        if (asked)
        {
            application.Close(change.Transaction, me);
            return null;
        }

        var newcomer = parties.To ?? parties.From!;
        var wasMember = change.Member(newcomer) is not null;
        error = change.Admit(application, me, newcomer, settings);
        if (error is null && !wasMember)
        {
            Tell(change, me, parties, request.ApprovalMsg);
        }

        return error;
    }
}
