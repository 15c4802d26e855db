using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;

namespace Chat.Actors.Groups;

/// <summary>Calls about groups as a whole: profiles, changing, dismissing, joining, leaving.</summary>
internal sealed partial class GroupsActor
{
    private void OnGetProfile(GroupsProtocol.GetProfile get) => FetchProfile(get.GroupId, get.Fields, (wire, error) =>
    {
        if (wire is null)
        {
            get.Promise.Fail(error!);
            return;
        }

        get.Promise.TrySetResult(Adopt(wire));
    });

    private static GetGroupProfiles ProfilesRequest(string[] groupIds, IReadOnlyList<string>? fields) => new()
    {
        GroupIdList = groupIds,
        ResponseFilter = new GroupFilter
        {
            GroupBaseInfoFilter = BaseFields,
            GroupFields = fields is { Count: > 0 } ? [.. fields] : null,
            MemberInfoFilter = ["Role", "JoinTime", "MsgSeq", "MsgFlag", "NameCard"],
        },
    };

    /// <summary>Asks for a group with this account as a member.</summary>
    private void FetchProfile(string groupId, IReadOnlyList<string>? fields, Action<WireGroup?, ChatError?> then)
    {
        Call(GroupCommands.GetProfiles.For(groupId), ProfilesRequest([groupId], fields), (reply, error) =>
        {
            if (error is not null)
            {
                then(null, error);
                return;
            }

            var wire = reply!.Groups.Present().FirstOrDefault(group => group.GroupId == groupId);
            if (wire is null)
            {
                then(null, new ChatError(ErrorCodes.UnexpectedReply, "the reply lacks the group"));
            }
            else if (wire.ErrorCode is { } code and not 0)
            {
                then(null, new ChatError(code, wire.ErrorInfo ?? ""));
            }
            else
            {
                then(wire, null);
            }
        });
    }

    /// <summary>A profile that was asked for; a live room counts only once it is joined.</summary>
    private Group Adopt(WireGroup wire)
    {
        var known = Known(wire.GroupId);
        var group = GroupMapping.Merge(known, wire, _me);
        if (group.IsRoom && known is null)
        {
            return group;
        }

        // Whoever wanted it later has it now.
        _later?.RemoveAll(later => later.GroupId == group.GroupId);
        Put(group);
        Tell(group);
        if (known is not null && group != known)
        {
            ListHasChanged();
        }

        return group;
    }

    private void OnDismiss(GroupsProtocol.Dismiss dismiss) => Call(
        GroupCommands.Destroy.For(dismiss.GroupId), new DestroyGroup { GroupId = dismiss.GroupId }, dismiss.Promise, _ =>
        {
            Leave(dismiss.GroupId);
            dismiss.Promise.TrySetResult(default);
        });

    private void OnUpdate(GroupsProtocol.Update update)
    {
        var change = update.Change;
        if (Known(change.GroupId) is { Type: not (GroupTypes.Public or GroupTypes.Community) })
        {
            change = change with { JoinOption = null };
        }

        var request = new ModifyGroup
        {
            GroupId = change.GroupId,
            Name = change.Name,
            Introduction = change.Introduction,
            Notification = change.Notification,
            FaceUrl = change.Avatar,
            ApplyJoinOption = change.JoinOption,
            InviteJoinOption = change.InviteOption,
            ShutUpAllMember = change.MuteAllMembers is { } muted ? Switches.Of(muted) : null,
            AppDefinedData = GroupMapping.ToFields(change.CustomFields),
        };
        Call(GroupCommands.Modify.For(change.GroupId), request, update.Promise, _ =>
        {
            Change(change.GroupId, group => GroupMapping.Merge(group, change));
            update.Promise.TrySetResult(Known(change.GroupId));
        });
    }

    private void OnJoin(GroupsProtocol.Join join)
    {
        if (Known(join.GroupId) is null)
        {
            Apply(join);
            return;
        }

        FetchProfile(join.GroupId, null, (wire, error) =>
        {
            if (wire is not null)
            {
                join.Promise.TrySetResult(new JoinGroupResult(JoinStatus.AlreadyInGroup, Adopt(wire)));
            }
            else if (IsOfClient(error!))
            {
                join.Promise.Fail(error!);
            }
            else
            {
                // The group was left in the meantime, or has gone.
                _client.Groups = _client.Groups.Remove(join.GroupId);
                Apply(join);
            }
        });
    }

    private void Apply(GroupsProtocol.Join join)
    {
        var request = new JoinGroup
        {
            GroupId = join.GroupId,
            ApplyMsg = join.ApplyMessage,
            UserDefinedField = join.UserDefinedField,
            HugeGroupHistoryMsgFlag = _client.Has(PurchaseBit.RoomHistory) ? 1 : null,
        };
        Call(GroupCommands.Join.For(join.GroupId), request, join.Promise, reply =>
        {
            switch (reply.JoinedStatus)
            {
                case JoinStatuses.WaitsForApproval:
                    join.Promise.TrySetResult(new JoinGroupResult(JoinStatus.WaitApproval, null));
                    break;
                case JoinStatuses.Joined:
                    OnJoined(join, reply);
                    break;
                default:
                    join.Promise.Fail(new ChatError(ErrorCodes.JoinFailed, "unexpected status of a join"));
                    break;
            }
        });
    }

    private void OnJoined(GroupsProtocol.Join join, JoinGroupReply reply) => FetchProfile(join.GroupId, null, (wire, error) =>
    {
        if (wire is null && !IsNotReadyYet(error!))
        {
            join.Promise.Fail(error!);
            return;
        }

        if (wire is null)
        {
            FetchSilently(join.GroupId);
        }

        var group = wire is null ? Known(join.GroupId) ?? new Group { GroupId = join.GroupId } : GroupMapping.Merge(Known(join.GroupId), wire, _me);
        if (reply.HugeGroupFlag == 1)
        {
            EnterRoom(group, reply, join.Promise);
            return;
        }

        Tell(Put(group));
        ListHasChanged();
        join.Promise.TrySetResult(new JoinGroupResult(JoinStatus.Success, group));
    });

    private void OnQuit(string groupId, Promise<Done> promise)
    {
        void HasLeft()
        {
            Leave(groupId);
            CloseIfUnused();
            promise.TrySetResult(default);
        }

        if (Known(groupId) is null && !IsJoinedRoom(groupId))
        {
            promise.Fail(new ChatError(ErrorCodes.NotInGroup, "not a member of the group"));
        }
        else if (_me.Length == 0)
        {
            HasLeft();
        }
        else
        {
            Call(GroupCommands.Quit.For(groupId), new QuitGroup { GroupId = groupId }, promise, _ => HasLeft());
        }
    }

    private void OnSearch(GroupsProtocol.Search search)
    {
        string[] fields =
        [
            "Type", "Name", "Introduction", "Notification", "FaceUrl", "CreateTime", "Owner_Account", "LastInfoTime", "LastMsgTime", "NextMsgSeq",
            "MemberNum", "MaxMemberNum", "ApplyJoinOption", "InviteJoinOption",
        ];
        var request = new GetPublicGroupInfo
        {
            GroupIdList = [search.GroupId], ResponseFilter = new GroupFilter { GroupBasePublicInfoFilter = fields },
        };
        Call(GroupCommands.GetPublicInfo.For(search.GroupId), request, search.Promise, reply =>
        {
            if (reply.Groups.Present().FirstOrDefault() is not { } wire)
            {
                search.Promise.Fail(new ChatError(ErrorCodes.UnexpectedReply, "the reply lacks the group"));
            }
            else if (wire.ErrorCode is { } code and not 0)
            {
                search.Promise.Fail(new ChatError(code, wire.ErrorInfo ?? ""));
            }
            else
            {
                search.Promise.TrySetResult(GroupMapping.Merge(null, wire, _me));
            }
        });
    }

    private void OnChangeOwner(GroupsProtocol.ChangeOwner change)
    {
        if (Known(change.GroupId)?.IsRoom == true)
        {
            change.Promise.Fail(new ChatError(ErrorCodes.RoomOwnerCannotChange, "a live room keeps its owner"));
            return;
        }

        var request = new ChangeGroupOwner { GroupId = change.GroupId, NewOwner = change.NewOwnerId };
        Call(GroupCommands.ChangeOwner.For(change.GroupId), request, change.Promise, _ =>
        {
            Change(change.GroupId, group => group with
            {
                OwnerId = change.NewOwnerId, SelfInfo = group.SelfInfo with { Role = GroupRoles.Member },
            });
            TellIfOpen(change.GroupId, new GroupActor.RoleChanged([_me], GroupRoles.Member));
            TellIfOpen(change.GroupId, new GroupActor.RoleChanged([change.NewOwnerId], GroupRoles.Owner));
            ListHasChanged();
            change.Promise.TrySetResult(Known(change.GroupId));
        });
    }
}
