using System.Text;
using Chat.Protocol.Errors;
using Chat.Protocol.Frames;
using Chat.Protocol.Messages;
using Chat.Protocol.Sessions;
using Chat.Server.Apps;
using Chat.Server.Commands;
using Chat.Server.Tests.Testing;
using Microsoft.Extensions.Logging;

namespace Chat.Server.Tests.Commands;

public sealed class CommandTableSpecs : IDisposable
{
    private readonly CollectingLoggers _loggers = new();

    public void Dispose() => _loggers.Dispose();

    [Fact]
    public void Name_given_twice_for_sockets_is_refused()
    {
        var builder = new CommandTableBuilder().Add(SessionCommands.Hello, CommandAccess.User, new Handler());

        Assert.Throws<ArgumentException>(() => builder.Add(SessionCommands.Hello, CommandAccess.Anyone, new Handler()));
    }

    [Fact]
    public void Name_given_twice_for_REST_is_refused()
    {
        var builder = new CommandTableBuilder().Add(MessageCommands.Send, CommandAccess.Administrator, new Handler());

        Assert.Throws<ArgumentException>(() => builder.Add(MessageCommands.Send, CommandAccess.Administrator, new Handler()));
    }

    [Fact]
    public void Same_name_may_stand_behind_both_doors()
    {
        var table = Build(builder => builder
            .Add(MessageCommands.Send, CommandAccess.User, new Handler())
            .Add(MessageCommands.Send, CommandAccess.Administrator, new Handler()));

        Assert.Equal(CommandAccess.User, table.FindForSocket("openim.sendmsg"u8)?.Access);
        Assert.Equal(CommandAccess.Administrator, table.FindForRest("openim.sendmsg")?.Access);
    }

    [Theory]
    [InlineData("")]
    [InlineData("openim")]
    [InlineData("OPENIM.SENDMSG")]
    [InlineData("openim.sendmsg ")]
    [InlineData("openim.sendms\u00e9")]
    public void Other_names_are_not_found(string name)
    {
        var table = Build(builder => builder.Add(MessageCommands.Send, CommandAccess.User, new Handler()));

        Assert.Null(table.FindForSocket(Encoding.UTF8.GetBytes(name)));
        Assert.Null(table.FindForRest(name));
    }

    [Fact]
    public void Very_long_name_is_not_found() =>
        Assert.Null(Build(builder => builder).FindForSocket(new byte[100_000]));

    [Fact]
    public void Socket_commands_are_not_open_to_REST_and_the_other_way_round()
    {
        using var server = new TestServer();

        Assert.Null(server.Server.Commands.FindForRest(SessionCommands.Login.Name));
        Assert.Null(server.Server.Commands.FindForSocket(Encoding.ASCII.GetBytes(Protocol.Accounts.AccountCommands.Kick.Name)));
    }

    [Fact]
    public void Handler_that_throws_is_answered_with_20005_and_logged_once()
    {
        var table = Build(builder => builder.Add(MessageCommands.Send, CommandAccess.Administrator, new Handler(() => throw new InvalidOperationException())));

        var reply = Run(table, "{}");

        reply.ShouldFail(ErrorCodes.MessageServiceInternal);
        Assert.Single(_loggers.Errors);
    }

    [Fact]
    public void Handler_that_throws_after_its_answer_changes_nothing()
    {
        var table = Build(builder => builder.Add(MessageCommands.Send, CommandAccess.Administrator, new Handler(() => throw new InvalidOperationException(), answerFirst: true)));

        Run(table, "{}").ShouldBeOk();
    }

    [Fact]
    public void Second_answer_is_dropped()
    {
        var context = new TestContext(new ChatApp(1, [], System.Collections.Frozen.FrozenSet<string>.Empty, new AppSettings()), "a");

        context.Ok();
        context.Fail(1, "late");

        context.Wait().ShouldBeOk();
    }

    [Fact]
    public void Unknown_command_is_answered_with_60009_under_its_own_name()
    {
        using var server = new TestServer();
        var socket = new FakeSession("x");

        server.Server.Frames.Dispatch(socket, """{"head":{"servcmd":"no.such","seq":7},"body":{}}"""u8);

        var reply = socket.Wait(item => item.IsReply, "a reply");
        Assert.Equal(("no.such", 7), (reply.Command, reply.Sequence));
        reply.Json.ShouldFail(ErrorCodes.CommandUnknown);
    }

    [Theory]
    [InlineData("quo\\\"te")]
    [InlineData("\\u0000\\n")]
    [InlineData("é漢")]
    public void Unknown_command_with_an_odd_name_gets_its_name_back(string name)
    {
        using var server = new TestServer();
        var socket = new FakeSession("x");

        server.Server.Frames.Dispatch(socket, Encoding.UTF8.GetBytes($$$"""{"head":{"servcmd":"{{{name}}}","seq":7},"body":{}}"""));

        Assert.Equal(System.Text.Json.JsonSerializer.Deserialize<string>($"\"{name}\""), socket.Wait(item => item.IsReply, "a reply").Command);
    }

    [Fact]
    public void Every_socket_command_answers_an_empty_body_of_a_user()
    {
        using var server = new TestServer();
        var alice = server.Login("alice");

        foreach (var entry in server.Server.Commands.Entries.Where(entry => entry.Access != CommandAccess.Administrator
            && entry.Command.Name != SessionCommands.PushAck.Name && entry.Command.Name != SessionCommands.Logout.Name))
        {
            Assert.NotEqual(ErrorCodes.MessageServiceInternal, alice.Call(entry.Command, "{}").Code());
        }
    }

    [Fact]
    public void Every_REST_command_answers_an_empty_body()
    {
        using var server = new TestServer();

        foreach (var entry in server.Server.Commands.Entries.Where(entry => entry.Access == CommandAccess.Administrator))
        {
            Assert.NotEqual(ErrorCodes.MessageServiceInternal, server.Rest(entry.Command, "{}").Code());
            server.Rest(entry.Command, "not JSON").ShouldFail(entry.Command.MalformedCode ?? (entry.Command.IsOfGroups ? ErrorCodes.GroupJson : ErrorCodes.RestJson));
        }
    }

    [Fact]
    public void User_commands_refuse_whoever_is_not_logged_in()
    {
        using var server = new TestServer();
        var nobody = server.Connect("nobody");

        foreach (var entry in server.Server.Commands.Entries.Where(entry => entry.Access == CommandAccess.User))
        {
            var wantsSignature = entry.Command.AuthenticatesBySignature;
            nobody.A2 = null;
            nobody.Call(entry.Command, "{}").ShouldFail(wantsSignature ? ErrorCodes.SigEmpty : ErrorCodes.TicketInvalid);
            nobody.A2 = "rubbish";
            nobody.Call(entry.Command, "{}").ShouldFail(wantsSignature ? ErrorCodes.SigEmpty : ErrorCodes.SigExpired);
        }

        nobody.Socket.WaitIdle();
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"head":{}}""")]
    [InlineData("""{"head":[]}""")]
    [InlineData("""{"head":{"servcmd":7}}""")]
    public void Message_that_is_no_frame_throws_only_FrameException(string message)
    {
        using var server = new TestServer();

        Assert.Throws<FrameException>(() => server.Server.Frames.Dispatch(new FakeSession("x"), Encoding.UTF8.GetBytes(message)));
    }

    private static System.Text.Json.JsonElement Run(CommandTable table, string body)
    {
        var context = new TestContext(new ChatApp(1, [], System.Collections.Frozen.FrozenSet<string>.Empty, new AppSettings()), "a");
        table.Run(table.FindForRest(MessageCommands.Send.Name)!, context, Encoding.UTF8.GetBytes(body));
        return context.Wait();
    }

    private CommandTable Build(Func<CommandTableBuilder, CommandTableBuilder> add) =>
        add(new CommandTableBuilder()).Build(_loggers.CreateLogger<CommandTable>());

    private sealed class Handler(Action? action = null, bool answerFirst = false) : IRawCommandHandler
    {
        public void Handle(CommandContext context, ReadOnlySpan<byte> body)
        {
            if (answerFirst)
            {
                context.Ok();
            }

            action?.Invoke();
            context.Ok();
        }
    }
}
