using Chat.Protocol.Errors;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Entities;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Messages;

/// <summary>A read report on its way; see <see cref="SendMessage"/> for the stages.</summary>
internal sealed class ReportReadOperation(
    AccountInfo reader, AccountInfo peer, long untilTime, Session? origin, SessionDirectory sessions, Action completed, Action<ChatError> failed)
    : WriteOperation, IEntityMessage<DialogKey>
{
    private DialogLog? _log;
    private LogPosition? _position;

    public DialogKey EntityKey => DialogKey.Of(reader, peer);

    public void Accept(DialogLog log) => _log = log;

    public override void Execute(WriteTransaction transaction) =>
        _position = _log!.Read(transaction, reader.AccountId <= peer.AccountId ? 0 : 1, untilTime);

    public override void RolledBack() => _log!.RolledBack();

    public override void Completed()
    {
        completed();
        if (_position is not { } position)
        {
            return;
        }

        SendToAll(peer.AccountId, ReadNotifications.ToPeer(reader.UserId, position.Time, position.Sequence));
        SendToAll(reader.AccountId, ReadNotifications.ToOwnDevices(peer.UserId, position.Time, position.Sequence));
    }

    public override void Failed(ChatError error) => failed(error);

    private void SendToAll(long accountId, C2CNotification notification)
    {
        byte[]? frame = null;
        foreach (var session in sessions.Of(accountId))
        {
            if (session != origin)
            {
                session.Send(frame ??= PushFrame.Build(Pushes.C2CNotifications, [notification]));
            }
        }
    }
}
