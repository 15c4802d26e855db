-- What happens to a message after it was stored. The newest change has its place in the store's order of commits, so that devices that were
-- away find it without a log of changes.
ALTER TABLE message ADD COLUMN changed_position INTEGER NOT NULL DEFAULT 0;
-- Number of edits.
ALTER TABLE message ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
-- When the receiver sent a read receipt, UNIX seconds; 0 for never.
ALTER TABLE message ADD COLUMN receipt_time INTEGER NOT NULL DEFAULT 0;
-- Who took it back, as a JSON object {Revoker_Account, Reason}.
ALTER TABLE message ADD COLUMN revoker BLOB;

CREATE INDEX message_changed ON message (sender, changed_position) WHERE changed_position > 0;

-- Messages that no longer count as unread for somebody: 64 recalled, 128 and 256 deleted by side 0 and 1.
CREATE INDEX message_uncounted ON message (sender) WHERE flags & 448 <> 0;

-- What a side has read is told to the other side; what it has seen (also by deleting the conversation) only stops counting as unread.
ALTER TABLE dialog RENAME COLUMN read_count_0 TO seen_count_0;
ALTER TABLE dialog RENAME COLUMN read_count_1 TO seen_count_1;
ALTER TABLE dialog ADD COLUMN seen_seq_0 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dialog ADD COLUMN seen_seq_1 INTEGER NOT NULL DEFAULT 0;
UPDATE dialog SET seen_seq_0 = read_seq_0, seen_seq_1 = read_seq_1;
-- Messages up to here are gone for a side, and the commit position of that.
ALTER TABLE dialog ADD COLUMN clear_seq_0 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dialog ADD COLUMN clear_seq_1 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dialog ADD COLUMN clear_position_0 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dialog ADD COLUMN clear_position_1 INTEGER NOT NULL DEFAULT 0;
-- Highest changed_position of its messages.
ALTER TABLE dialog ADD COLUMN changed_position INTEGER NOT NULL DEFAULT 0;
-- The newest message that retention has removed: sequences and counts go on from it.
ALTER TABLE dialog ADD COLUMN expired_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dialog ADD COLUMN expired_time INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dialog ADD COLUMN expired_count_0 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dialog ADD COLUMN expired_count_1 INTEGER NOT NULL DEFAULT 0;

-- An entry is listed while it has a message behind hidden_seq, or when its owner opened it (pinned it, marked it).
ALTER TABLE conversation ADD COLUMN is_open INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN hidden_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN hidden_position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN is_pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN marks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN custom_data TEXT NOT NULL DEFAULT '';
-- 0 notify, 1 discard, 2 do not notify
ALTER TABLE conversation ADD COLUMN receive_option INTEGER NOT NULL DEFAULT 0;
-- Commit position of the newest change of this entry.
ALTER TABLE conversation ADD COLUMN changed_position INTEGER NOT NULL DEFAULT 0;

CREATE TABLE conversation_group (
    group_id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (account_id),
    name TEXT NOT NULL,
    UNIQUE (account_id, name)
);

CREATE TABLE conversation_group_member (
    account_id INTEGER NOT NULL,
    dialog_id INTEGER NOT NULL,
    group_id INTEGER NOT NULL REFERENCES conversation_group (group_id),
    PRIMARY KEY (account_id, dialog_id, group_id)
) WITHOUT ROWID;

CREATE INDEX conversation_group_members ON conversation_group_member (group_id);

-- How all messages of an account notify.
ALTER TABLE account ADD COLUMN disturb_level INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN disturb_start INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN disturb_end INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN disturb_repeated INTEGER NOT NULL DEFAULT 0;

-- Key-value pairs of a message. Sequences count all writes of the message; a deleted key keeps its row with an empty value.
CREATE TABLE message_extension (
    message_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (message_id, key)
) WITHOUT ROWID;

CREATE TABLE message_extension_state (
    message_id INTEGER PRIMARY KEY,
    latest_seq INTEGER NOT NULL,
    clear_seq INTEGER NOT NULL,
    -- Writes in a minute of server time (UNIX seconds / 60).
    minute INTEGER NOT NULL,
    writes INTEGER NOT NULL
);

CREATE TABLE message_reaction (
    message_id INTEGER NOT NULL,
    reaction TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (account_id),
    position INTEGER NOT NULL,
    PRIMARY KEY (message_id, reaction, account_id)
) WITHOUT ROWID;

-- Lists of merged messages that are too long to travel inside a message; the key is a secret.
CREATE TABLE long_message (
    key TEXT PRIMARY KEY,
    app_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (account_id),
    created_at INTEGER NOT NULL,
    body BLOB NOT NULL
) WITHOUT ROWID;

CREATE INDEX long_message_age ON long_message (app_id, created_at);
