using Chat.Protocol.Errors;
using Chat.Protocol.Groups;

namespace Chat.Actors.Groups;

/// <summary>What system notices change of groups (wire reference, groups §5).</summary>
internal sealed partial class GroupsActor
{
    private void OnNotice(string groupId, WireGroupMessage item)
    {
        if (Read(item, GroupsJson.Default.GroupNoticeBody) is not { } notice)
        {
            return;
        }

        OnTopicMarks(notice);
        var header = item.GroupInfo!;
        if (header.MillionGroupFlag == WireGroupHeader.WithTopics && TryTopicNotice(groupId, header.TopicId, notice))
        {
            return;
        }

        switch (notice.ReportType)
        {
            case GroupNoticeTypes.Accepted when Known(groupId) is null && header.GroupType != GroupTypes.AVChatRoom:
            case GroupNoticeTypes.Invited:
                OnJoinedElsewhere(header);
                break;
            case GroupNoticeTypes.Kicked or GroupNoticeTypes.Dismissed or GroupNoticeTypes.Quit or GroupNoticeTypes.Banned:
                Leave(groupId);
                break;
            case GroupNoticeTypes.BecameAdmin:
                OnRoleChanged(groupId, [header.To ?? item.To ?? _me], GroupRoles.Admin);
                break;
            case GroupNoticeTypes.NoLongerAdmin:
                OnRoleChanged(groupId, [header.To ?? item.To ?? _me], GroupRoles.Member);
                break;
            case GroupNoticeTypes.ReceiveOptionChanged when !string.IsNullOrEmpty(notice.Level):
                Change(groupId, group => group with { SelfInfo = group.SelfInfo with { MessageRemindType = notice.Level } });
                break;
        }
    }

    /// <summary>Somebody has put this account into a group. If the profile is not to be had yet, the group is there with its name.</summary>
    private void OnJoinedElsewhere(WireGroupHeader header) => FetchProfile(header.GroupId, null, (wire, error) =>
    {
        if (wire is not null)
        {
            Adopt(wire);
        }
        else if (IsNotReadyYet(error!) || error!.Code == ErrorCodes.RequestTimeout)
        {
            Meet(header);
            FetchSilently(header.GroupId);
        }
        else
        {
            return;
        }

        ListHasChanged();
    });
}
