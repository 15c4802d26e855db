-- What an account has laid down about another (peer_id): that it blocks it, that it has it on its list of friends. A row that says nothing any more stays for some days, so that devices that were away
-- learn of it.
CREATE TABLE relation (
    account_id INTEGER NOT NULL REFERENCES account (account_id),
    peer_id INTEGER NOT NULL REFERENCES account (account_id),
    -- UNIX seconds; 0 for not blocked.
    blocked_at INTEGER NOT NULL DEFAULT 0,
    -- Commit position of the newest change of that.
    block_position INTEGER NOT NULL DEFAULT 0,
    -- UNIX seconds; 0 for no friend.
    friend_at INTEGER NOT NULL DEFAULT 0,
    remark TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    wording TEXT NOT NULL DEFAULT '',
    -- Commit position of the newest change of that, and of when the friend came onto the list last.
    friend_position INTEGER NOT NULL DEFAULT 0,
    friend_added_position INTEGER NOT NULL DEFAULT 0,
    -- Commit position of the newest change of anything, and its time in UNIX seconds.
    position INTEGER NOT NULL DEFAULT 0,
    changed_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, peer_id)
) WITHOUT ROWID;

CREATE INDEX relation_blocked ON relation (account_id, peer_id) WHERE blocked_at > 0;
-- What friends are called stands in the list of conversations.
CREATE INDEX relation_remark ON relation (account_id, peer_id) WHERE remark <> '';
CREATE INDEX relation_changed ON relation (account_id, position);

-- Flag 1024: the receiver had blocked the sender, so nobody but the sender ever sees the message. Such a message names the newest one before it that the receiver
-- sees: a receiver passes over any number of them in one step.
ALTER TABLE message ADD COLUMN visible_seq INTEGER NOT NULL DEFAULT 0;
-- Highest changed_position of the messages of each side that only it sees; changed_position has that of all others.
ALTER TABLE dialog ADD COLUMN concealed_position_0 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dialog ADD COLUMN concealed_position_1 INTEGER NOT NULL DEFAULT 0;

-- Until when an administrator has muted the account, UNIX seconds; 0 for not at all.
ALTER TABLE account ADD COLUMN muted_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN group_muted_until INTEGER NOT NULL DEFAULT 0;
