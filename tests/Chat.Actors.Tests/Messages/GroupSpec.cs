using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Groups;
using Chat.Testing;

namespace Chat.Actors.Tests.Messages;

/// <summary>Base of specs about messages of groups: a group of alice, bob and carol, and a topic.</summary>
public abstract class GroupSpec : ChatSpec
{
    protected const string GroupId = "@TGS#1";
    protected const string ConversationId = "GROUP@TGS#1";
    protected const string Community = "@TGS#_1";

    protected GroupSpec()
    {
        Gateway.AddGroup(GroupId, GroupTypes.Public, "alice", "bob", "carol");
        Gateway.AddGroup(Community, GroupTypes.Community, "alice", "bob").IsSupportTopic = true;
        TopicId = Gateway.AddTopic(Community, "topic");
    }

    protected string TopicId { get; }

    protected static MessageTarget Target => MessageTarget.Group(GroupId);

    protected static ChatMessage Sent(ChatClient client, string text) => Done(client.SendMessageAsync(client.CreateTextMessage(Target, text)));

    protected static Conversation Conversation(ChatClient client, string conversationId = ConversationId) =>
        Done(client.GetConversationListAsync([conversationId])).Single();

    protected IReadOnlyList<ChatMessage> Received(string user) => [.. EventsOf<MessageReceived>(user).SelectMany(static one => one.Messages)];

    protected IReadOnlyList<string> Bodies(string command) => [.. Gateway.RequestsFor(command).Select(static one => one.Body.ToString())];

    protected void Push(string user, string chatEvent) =>
        Gateway.Raw(user, $$$"""{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{{{chatEvent}}}],"NeedAck":0}}""");

    /// <summary>The connection is away while something happens.</summary>
    protected void Outage(string user, Action meanwhile)
    {
        ArgumentNullException.ThrowIfNull(meanwhile);
        Gateway.RefusesConnects = true;
        Gateway.Drop(user);
        meanwhile();
        Gateway.RefusesConnects = false;
        AdvanceSeconds(30);
    }
}
