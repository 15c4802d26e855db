using Chat.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Chat.Benchmarks.Load;

/// <summary>Makes a database of many messages, in the server's schema, as if they had been sent long ago.</summary>
internal static class Prefill
{
    private const int Dialogs = 1000;

    /// <summary>Fills the database that a host made in <paramref name="directory"/> and that nobody uses now: a thousand conversations of pairs.</summary>
    public static void Pairs(string directory, int messages) => Run(directory, messages, dialog => ((dialog * 2) - 1, dialog * 2));

    /// <summary>The same, but all conversations are those of the first account.</summary>
    public static void Star(string directory, int messages) => Run(directory, messages, dialog => (1, dialog + 1));

    /// <summary>A public group of all accounts, owned by the first.</summary>
    public static void Group(string directory, string groupId, int members)
    {
        using var connection = Open(directory);
        connection.Run("BEGIN");
        AddAccounts(connection, members);
        var key = connection.Prepare("INSERT INTO group_log (expired_seq) VALUES (0)").Execute().LastInsertId;
        connection.Prepare(
                """
                INSERT INTO chat_group (group_key, app_id, group_id, type, name, introduction, notification, face_url, owner_id, created_at, info_at, max_members,
                    member_count, join_option, invite_option)
                VALUES (?, ?, ?, 'Public', 'a large group', '', '', '', 1, 1700000000, 1700000000, 20000, ?, 'FreeAccess', 'DisableInvite')
                """)
            .Bind(1, key).Bind(2, ServerProcess.App).Bind(3, groupId).Bind(4, members).Execute();
        for (var account = 1; account <= members; account++)
        {
            connection.Prepare("INSERT INTO group_member (group_key, account_id, role, joined_at, joined_seq, joined_position) VALUES (?, ?, ?, 1700000000, 0, 0)")
                .Bind(1, key).Bind(2, account).Bind(3, account == 1 ? 400 : 200).Execute();
            connection.Prepare("INSERT INTO conversation (account_id, dialog_id, peer_id, side) VALUES (?, ?, 0, 0)").Bind(1, account).Bind(2, -key).Execute();
            connection.Prepare("INSERT INTO group_reader (account_id, log_id) VALUES (?, ?)").Bind(1, account).Bind(2, key).Execute();
        }

        connection.Run("COMMIT");
    }

    private static StoreConnection Open(string directory) =>
        new(new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory, "chat.db"), Pooling = false }.ToString());

    private static void AddAccounts(StoreConnection connection, int count)
    {
        for (var i = 0; i < count; i++)
        {
            connection.Prepare("INSERT INTO account (account_id, app_id, user_id, created_at) VALUES (?, ?, ?, 1700000000)")
                .Bind(1, i + 1).Bind(2, ServerProcess.App).Bind(3, "user" + i).Execute();
        }
    }

    private static void Run(string directory, int messages, Func<int, (long Low, long High)> members)
    {
        using var connection = Open(directory);
        connection.Run("BEGIN");
        AddAccounts(connection, Dialogs * 2);
        var body = "[{\"MsgType\":\"TIMTextElem\",\"MsgContent\":{\"Text\":\"an old message of some length, as people write them to each other\"}}]"u8.ToArray();
        var position = 0L;
        for (var dialog = 1; dialog <= Dialogs; dialog++)
        {
            var (low, high) = members(dialog);
            connection.Prepare("INSERT INTO dialog (dialog_id, app_id, low_id, high_id) VALUES (?, ?, ?, ?)")
                .Bind(1, dialog).Bind(2, ServerProcess.App).Bind(3, low).Bind(4, high).Execute();
            AddToList(connection, low, dialog, high, 0);
            AddToList(connection, high, dialog, low, 1);
            for (long sequence = 1; sequence <= messages / Dialogs; sequence++)
            {
                connection.Prepare(
                        """
                        INSERT INTO message (message_id, sender, msg_seq, random, position, time, client_time, flags, count_0, count_1, shown_seq, body)
                        VALUES (?, ?, ?, ?, ?, 1700000000, 1700000000, 0, ?, 0, ?, ?)
                        """)
                    .Bind(1, ((long)dialog << 32) | sequence).Bind(2, dialog * 2L).Bind(3, sequence).Bind(4, sequence).Bind(5, ++position)
                    .Bind(6, sequence).Bind(7, sequence).Bind(8, body).Execute();
            }
        }

        connection.Prepare("INSERT INTO store_counter VALUES ('commit_position', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
            .Bind(1, position + 1).Execute();
        connection.Run("COMMIT");
    }

    private static void AddToList(StoreConnection connection, long account, long dialog, long peer, int side) =>
        connection.Prepare("INSERT INTO conversation (account_id, dialog_id, peer_id, side) VALUES (?, ?, ?, ?)")
            .Bind(1, account).Bind(2, dialog).Bind(3, peer).Bind(4, side).Execute();
}
