using Akka.Actor;
using Chat.Server.Apps;
using Chat.Server.Groups;
using Chat.Server.Messages;
using Chat.Server.Storage;

namespace Chat.Server.Retention;

/// <summary>
/// Removes messages that are older than their app's <see cref="AppSettings.HistoryDays"/>, with all that hangs on them, and what groups leave behind. It walks over the conversations in small
/// batches beside the load: a batch reads one oldest message per conversation, and each removal is an operation of the conversation's owner like any other.
/// </summary>
public sealed class MessageRetention
{
    private const int ConversationsPerBatch = 200;
    private const int MessagesPerOperation = 500;
    private const int LongMessagesPerBatch = 100;

    private readonly ChatStore _store;
    private readonly AppDirectory _apps;
    private readonly IActorRef _dialogs;
    private readonly GroupDirectory _groups;
    private readonly TimeProvider _time;

    internal MessageRetention(ChatStore store, AppDirectory apps, IActorRef dialogs, GroupDirectory groups, TimeProvider time)
    {
        _store = store;
        _apps = apps;
        _dialogs = dialogs;
        _groups = groups;
        _time = time;
    }

    /// <summary>Goes once over everything.</summary>
    /// <param name="pause">Between two batches.</param>
    /// <param name="cancellationToken">Ends the walk between two batches.</param>
    /// <returns>Messages removed.</returns>
    /// <exception cref="InvalidOperationException">The store cannot write.</exception>
    public async Task<long> SweepAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var cutoffs = _apps.All.Where(app => app.Settings.HistoryDays > 0)
            .ToDictionary(app => app.SdkAppId, app => now - (long)TimeSpan.FromDays(app.Settings.HistoryDays).TotalSeconds);
        var removed = 0L;
        for (var dialogs = NextDialogs(0); dialogs.Count > 0; dialogs = NextDialogs(dialogs[^1].DialogId))
        {
            foreach (var dialog in dialogs)
            {
                if (cutoffs.TryGetValue(dialog.Key.SdkAppId, out var before) && dialog.OldestTime < before)
                {
                    removed += await ExpireAsync(dialog.Key, before, cancellationToken).ConfigureAwait(false);
                }
            }

            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
        }

        for (var logs = NextLogs(0); logs.Count > 0; logs = NextLogs(logs[^1].LogId))
        {
            foreach (var log in logs)
            {
                if (cutoffs.TryGetValue(log.Key.SdkAppId, out var before) && log.OldestTime < before)
                {
                    removed += await ExpireAsync(log.LogId, log.Key, before, cancellationToken).ConfigureAwait(false);
                }
            }

            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
        }

        foreach (var (app, before) in cutoffs)
        {
            while (await RemoveLongMessagesAsync(app, before).ConfigureAwait(false) == LongMessagesPerBatch)
            {
                await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
            }
        }

        while (await _store.Writer.RunAsync(GroupNotices.Expire).ConfigureAwait(false))
        {
            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
        }

        _groups.LogRemoval.Resume();
        _groups.Dismissals.Resume();
        return removed;
    }

    /// <summary>The conversations behind one, with the time of their oldest message; <see cref="long.MaxValue"/> where there is none.</summary>
    private List<(long DialogId, DialogKey Key, long OldestTime)> NextDialogs(long after) => _store.Read(after, static (connection, after) =>
    {
        var dialogs = new List<(long, DialogKey, long)>(ConversationsPerBatch);
        var select = connection.Prepare(
                """
                SELECT dialog_id, app_id, low_id, high_id,
                       (SELECT time FROM message m WHERE m.message_id BETWEEN d.dialog_id << 32 AND (d.dialog_id << 32) | 4294967295 ORDER BY m.message_id LIMIT 1)
                FROM dialog d WHERE dialog_id > ? ORDER BY dialog_id LIMIT ?
                """)
            .Bind(1, after).Bind(2, ConversationsPerBatch);
        while (select.Step())
        {
            dialogs.Add((select.Long(0), new DialogKey((uint)select.Long(1), select.Long(2), select.Long(3)), select.IsNull(4) ? long.MaxValue : select.Long(4)));
        }

        select.Reset();
        return dialogs;
    });

    /// <summary>The logs of groups and topics behind one, with their group and the time of their oldest message.</summary>
    private List<(long LogId, GroupKey Key, long OldestTime)> NextLogs(long after) => _store.Read(after, static (connection, after) =>
    {
        var logs = new List<(long, GroupKey, long)>(ConversationsPerBatch);
        var select = connection.Prepare(
                """
                SELECT l.log_id, g.app_id, g.group_id,
                       (SELECT time FROM group_message m WHERE m.message_id BETWEEN l.log_id << 32 AND (l.log_id << 32) | 4294967295 ORDER BY m.message_id LIMIT 1)
                FROM group_log l
                LEFT JOIN group_topic t ON t.log_id = l.log_id
                JOIN chat_group g ON g.group_key = coalesce(t.group_key, l.log_id)
                WHERE l.log_id > ? ORDER BY l.log_id LIMIT ?
                """)
            .Bind(1, after).Bind(2, ConversationsPerBatch);
        while (select.Step())
        {
            logs.Add((select.Long(0), new GroupKey((uint)select.Long(1), select.Text(2)), select.IsNull(3) ? long.MaxValue : select.Long(3)));
        }

        select.Reset();
        return logs;
    });

    private Task<long> ExpireAsync(DialogKey key, long before, CancellationToken cancellationToken) => ExpireAsync(
        done =>
        {
            var batch = 0;
            _dialogs.Tell(
                new DialogOperation(
                    key,
                    (transaction, log) =>
                    {
                        batch = log.Expire(transaction, before, MessagesPerOperation);
                        return null;
                    },
                    () => done.SetResult(batch),
                    error => done.SetException(new InvalidOperationException(error.Info))),
                ActorRefs.NoSender);
        },
        cancellationToken);

    private Task<long> ExpireAsync(long logId, GroupKey key, long before, CancellationToken cancellationToken) => ExpireAsync(
        done =>
        {
            var batch = 0;
            _groups.Run(new GroupOperation(
                _groups,
                key,
                change =>
                {
                    batch = change.State.Log(logId).Expire(change.Transaction, before, MessagesPerOperation);
                    return null;
                },
                () => done.SetResult(batch),
                error => done.SetException(new InvalidOperationException(error.Info))));
        },
        cancellationToken);

    /// <summary>Has the owner of a conversation remove messages until there are no more.</summary>
    private static async Task<long> ExpireAsync(Action<TaskCompletionSource<int>> start, CancellationToken cancellationToken)
    {
        for (var removed = 0L; ;)
        {
            var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            start(done);
            var batch = await done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            removed += batch;
            if (batch < MessagesPerOperation)
            {
                return removed;
            }
        }
    }

    private Task<int> RemoveLongMessagesAsync(uint sdkAppId, long before) => _store.Writer.RunAsync(transaction => transaction.Prepare(
            "DELETE FROM long_message WHERE key IN (SELECT key FROM long_message WHERE app_id = ? AND created_at < ? LIMIT ?)")
        .Bind(1, sdkAppId).Bind(2, before).Bind(3, LongMessagesPerBatch).Execute().Changes);
}
