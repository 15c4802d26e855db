using Chat.Server.Storage;

namespace Chat.Server.Rooms;

/// <summary>
/// Rows of <c>room_device</c>: which devices are pushed to in a room. They are written some time after the fact and all together, so that nobody who joins
/// waits for the disk; a server that starts again expects these devices back.
/// </summary>
internal sealed class RoomDevices(ChatStore store)
{
    private Dictionary<(long AccountId, uint InstanceId), bool> _changes = [];

    /// <summary>Something is to be written.</summary>
    public bool HasChanges => _changes.Count > 0;

    public void Keep(RoomViewer device)
    {
        if (!device.IsKept)
        {
            device.IsKept = true;
            _changes[(device.Account!.AccountId, device.InstanceId)] = true;
        }
    }

    public void Forget(RoomViewer device)
    {
        if (device.IsKept)
        {
            device.IsKept = false;
            _changes[(device.Account!.AccountId, device.InstanceId)] = false;
        }
    }

    /// <summary>Hands the changes to the store's writer. What cannot be written is lost: then those devices join anew.</summary>
    public void Write(long groupKey)
    {
        if (HasChanges)
        {
            var changes = _changes;
            _changes = [];
            store.Writer.Enqueue(transaction => Write(transaction, groupKey, changes), static _ => { }, static _ => { });
        }
    }

    /// <summary>Part of the change that bans an account.</summary>
    public static void Remove(WriteTransaction transaction, long groupKey, long accountId) =>
        transaction.Prepare("DELETE FROM room_device WHERE group_key = ? AND account_id = ?").Bind(1, groupKey).Bind(2, accountId).Execute();

    /// <summary>The devices of all rooms, room by room, without those of accounts that are banned.</summary>
    public static List<(uint SdkAppId, string GroupId, long AccountId, uint InstanceId)> All(StoreConnection connection, long now)
    {
        var devices = new List<(uint, string, long, uint)>();
        var select = connection.Prepare(
            """
            SELECT g.app_id, g.group_id, d.account_id, d.instance_id FROM room_device d JOIN chat_group g ON g.group_key = d.group_key
            WHERE g.dismissed_at = 0
              AND NOT EXISTS (SELECT 1 FROM room_ban b WHERE b.group_key = d.group_key AND b.account_id = d.account_id AND b.until > ?)
            ORDER BY d.group_key
            """).Bind(1, now);
        while (select.Step())
        {
            devices.Add(((uint)select.Long(0), select.Text(1), select.Long(2), (uint)select.Long(3)));
        }

        select.Reset();
        return devices;
    }

    private static int Write(WriteTransaction transaction, long groupKey, Dictionary<(long AccountId, uint InstanceId), bool> changes)
    {
        foreach (var ((account, instance), isHere) in changes)
        {
            if (isHere)
            {
                // A ban may have been written down since.
                transaction.Prepare(
                        """
                        INSERT OR IGNORE INTO room_device (group_key, account_id, instance_id) SELECT ?1, ?2, ?3
                        WHERE NOT EXISTS (SELECT 1 FROM room_ban WHERE group_key = ?1 AND account_id = ?2 AND until > ?4)
                        """)
                    .Bind(1, groupKey).Bind(2, account).Bind(3, instance).Bind(4, transaction.UnixSeconds).Execute();
            }
            else
            {
                transaction.Prepare("DELETE FROM room_device WHERE group_key = ? AND account_id = ? AND instance_id = ?")
                    .Bind(1, groupKey).Bind(2, account).Bind(3, instance).Execute();
            }
        }

        return changes.Count;
    }
}
