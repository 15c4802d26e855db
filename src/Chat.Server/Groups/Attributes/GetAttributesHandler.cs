using Chat.Protocol.Groups;
using Chat.Server.Commands;

namespace Chat.Server.Groups.Attributes;

/// <summary><c>get_group_attr</c>: all attributes and their common version, for members.</summary>
internal sealed class GetAttributesHandler(GroupDirectory groups) : ICommandHandler<GetGroupAttributes>
{
    public void Handle(CommandContext context, GetGroupAttributes request) => groups.Answer(
        context,
        request.GroupId,
        static (connection, row) => new GroupAttributesReply
        {
            AttrMainSeq = row.AttributeSeq,
            GroupAttrAry = GroupAttributes.Of(connection.Prepare, row.Key),
        },
        GroupsJson.Default.GroupAttributesReply);
}
