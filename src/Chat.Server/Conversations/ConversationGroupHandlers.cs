using Chat.Protocol.Conversations;
using Chat.Server.Commands;

namespace Chat.Server.Conversations;

/// <summary><c>recentcontact.get_contact_group</c>: marks and groups of conversations; nobody has any yet.</summary>
internal sealed class GetConversationGroupsHandler : ICommandHandler<GetConversationGroups>
{
    public void Handle(CommandContext context, GetConversationGroups request) =>
        context.Reply(new ConversationGroupsReply { CompleteFlag = 1 }, ConversationsJson.Default.ConversationGroupsReply);
}

/// <summary><c>recentcontact.search_contact_group</c>: marks and groups of the conversations asked for.</summary>
internal sealed class SearchConversationGroupsHandler : ICommandHandler<SearchConversationGroups>
{
    public void Handle(CommandContext context, SearchConversationGroups request) => context.Reply(
        new SearchConversationGroupsReply
        {
            ContactResultItem = Array.ConvertAll(
                Array.FindAll(request.ContactItem, item => item is not null), item => new ContactMarks { Type = item.Type, Peer = item.Peer, ToGroupId = item.ToGroupId }),
        },
        ConversationsJson.Default.SearchConversationGroupsReply);
}
