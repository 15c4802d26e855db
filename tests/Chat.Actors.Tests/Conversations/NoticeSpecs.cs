using Chat.Actors.Events;
using Chat.Actors.Tests.Messages;
using Chat.Protocol.Groups;

namespace Chat.Actors.Tests.Conversations;

public sealed class NoticeSpecs : GroupSpec
{
    [Fact]
    public void Deletion_of_topics_is_no_message()
    {
        var bob = LogIn("bob");

        Gateway.Notice("bob", Community, new GroupNoticeBody { ReportType = GroupNoticeTypes.TopicDeleted, TopicIdArray = [TopicId] });

        Assert.Single(EventsOf<TopicDeleted>("bob"));
        Assert.Empty(EventsOf<MessageReceived>());
        Assert.DoesNotContain(Done(bob.GetConversationListAsync()), static one => one.ConversationId == "@TIM#SYSTEM");
    }
}
