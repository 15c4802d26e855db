using Akka.Actor;
using Chat.Actors.App;
using Chat.Actors.Conversations;
using Chat.Actors.Topics;

namespace Chat.Actors.Groups;

/// <summary>Calls about topics, and what conversations tell of them.</summary>
internal static partial class GroupsProtocol
{
    internal sealed record CreateTopic(NewTopic Topic, Promise<string> Promise) : IGroupCall
    {
        public string GroupId => Topic.GroupId;
    }

    internal sealed record DeleteTopics(string GroupId, IReadOnlyList<string> TopicIds, Promise<DeleteTopicsResult> Promise) : IGroupCall;

    internal sealed record UpdateTopic(TopicUpdate Change, Promise<Topic?> Promise) : IGroupCall
    {
        public string GroupId => Change.GroupId;
    }

    /// <param name="TopicIds">Empty for all.</param>
    internal sealed record GetTopics(string GroupId, IReadOnlyList<string> TopicIds, Promise<TopicListResult> Promise) : IGroupCall;

    /// <summary>Something has happened to a topic that this account's conversations know first.</summary>
    internal interface ITopicNews : ICommand, INotInfluenceReceiveTimeout
    {
        string TopicId { get; }
    }

    /// <summary>A message was sent into a topic from here.</summary>
    /// <param name="Message">What the topic shows as its last message now; null for nothing.</param>
    internal sealed record TopicSent(string TopicId, LastMessage? Message, long Sequence) : ITopicNews;

    /// <summary>The last message of a topic is gone for this account.</summary>
    /// <param name="Gone">Its sequence.</param>
    /// <param name="Message">What is shown instead; null for nothing.</param>
    internal sealed record TopicLastGone(string TopicId, long Gone, LastMessage? Message) : ITopicNews;

    /// <summary>This account has read a topic up to a message.</summary>
    internal sealed record TopicRead(string TopicId, long Sequence) : ITopicNews;

    internal sealed record TopicRevoked(string TopicId, long Sequence, string Revoker) : ITopicNews;

    internal sealed record TopicEdited(string TopicId, MessageEdit Edit) : ITopicNews;

    /// <summary>The mentions of this account in a topic were read or deleted.</summary>
    /// <param name="Sequence">Up to this message.</param>
    internal sealed record TopicMentionsCleared(string TopicId, long Sequence) : ITopicNews;
}
