-- Entries of lists belong to dialogs and to groups now: see group_log.
CREATE TABLE conversation_new (
    account_id INTEGER NOT NULL REFERENCES account (account_id),
    -- A dialog, or a log of a group or topic with a minus.
    dialog_id INTEGER NOT NULL,
    -- The other account of a dialog, 0 for a log.
    peer_id INTEGER NOT NULL,
    side INTEGER NOT NULL,
    is_open INTEGER NOT NULL DEFAULT 0,
    hidden_seq INTEGER NOT NULL DEFAULT 0,
    hidden_position INTEGER NOT NULL DEFAULT 0,
    is_pinned INTEGER NOT NULL DEFAULT 0,
    marks INTEGER NOT NULL DEFAULT 0,
    custom_data TEXT NOT NULL DEFAULT '',
    -- 0 notify, 1 discard, 2 do not notify; for logs also 3 notify of mentions only, 4 receive mentions only
    receive_option INTEGER NOT NULL DEFAULT 0,
    -- Commit position of the newest change of this entry.
    changed_position INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, dialog_id)
) WITHOUT ROWID;

INSERT INTO conversation_new
SELECT account_id, dialog_id, peer_id, side, is_open, hidden_seq, hidden_position, is_pinned, marks, custom_data, receive_option, changed_position
FROM conversation;

DROP TABLE conversation;
ALTER TABLE conversation_new RENAME TO conversation;

-- A message log of a group or a topic; its key numbers both. Log keys with a minus are dialog_id in the tables of conversations, so that pins, marks
-- and conversation groups of an account are kept in one place for all kinds.
-- Keys are never given twice, because rows of accounts may outlive a topic.
CREATE TABLE group_log (
    log_id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The newest message that retention has removed: sequences and counts go on from it.
    expired_seq INTEGER NOT NULL DEFAULT 0,
    expired_time INTEGER NOT NULL DEFAULT 0,
    expired_count INTEGER NOT NULL DEFAULT 0,
    -- Group whose topic this was; its rows are being removed. 0 while it lives.
    removed_from INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX group_log_removed ON group_log (log_id) WHERE removed_from <> 0;

-- group_key is the key of its log.
CREATE TABLE chat_group (
    group_key INTEGER PRIMARY KEY REFERENCES group_log (log_id),
    app_id INTEGER NOT NULL,
    group_id TEXT NOT NULL,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    introduction TEXT NOT NULL,
    notification TEXT NOT NULL,
    face_url TEXT NOT NULL,
    -- Account, 0 for nobody.
    owner_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    info_seq INTEGER NOT NULL DEFAULT 0,
    info_at INTEGER NOT NULL,
    max_members INTEGER NOT NULL,
    member_count INTEGER NOT NULL DEFAULT 0,
    join_option TEXT NOT NULL,
    invite_option TEXT NOT NULL,
    mute_all INTEGER NOT NULL DEFAULT 0,
    support_topic INTEGER NOT NULL DEFAULT 0,
    -- JSON array of {Key, Value}
    fields TEXT NOT NULL DEFAULT '[]',
    attribute_seq INTEGER NOT NULL DEFAULT 0,
    counter_seq INTEGER NOT NULL DEFAULT 0,
    -- UNIX seconds; 0 while the group lives.
    dismissed_at INTEGER NOT NULL DEFAULT 0,
    UNIQUE (app_id, group_id)
);

-- member_id grows with the time of joining, which is the order of member lists.
CREATE TABLE group_member (
    member_id INTEGER PRIMARY KEY,
    group_key INTEGER NOT NULL REFERENCES chat_group (group_key),
    account_id INTEGER NOT NULL REFERENCES account (account_id),
    -- 400 owner, 300 administrator, 200 member, 100 custom
    role INTEGER NOT NULL,
    joined_at INTEGER NOT NULL,
    -- Newest sequence of the group when the member joined.
    joined_seq INTEGER NOT NULL,
    -- Place of the joining in the store's one order of commits: what came later in topics is new to the member.
    joined_position INTEGER NOT NULL,
    name_card TEXT NOT NULL DEFAULT '',
    fields TEXT NOT NULL DEFAULT '[]',
    UNIQUE (group_key, account_id)
);

CREATE INDEX group_member_of_account ON group_member (account_id, group_key, role);
CREATE INDEX group_member_order ON group_member (group_key, member_id);
CREATE INDEX group_member_role ON group_member (group_key, role, member_id);

-- Mutes outlive a membership. log_id is a group or a topic; until is in UNIX seconds.
CREATE TABLE group_mute (
    log_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (account_id),
    until INTEGER NOT NULL,
    PRIMARY KEY (log_id, account_id)
) WITHOUT ROWID;

CREATE TABLE group_topic (
    log_id INTEGER PRIMARY KEY REFERENCES group_log (log_id),
    group_key INTEGER NOT NULL REFERENCES chat_group (group_key),
    topic_id TEXT NOT NULL,
    name TEXT NOT NULL,
    introduction TEXT NOT NULL,
    notification TEXT NOT NULL,
    face_url TEXT NOT NULL,
    custom_string TEXT NOT NULL,
    mute_all INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    UNIQUE (group_key, topic_id)
);

-- message_id = log_id * 2^32 + sequence.
CREATE TABLE group_message (
    message_id INTEGER PRIMARY KEY,
    -- Account, 0 for tips.
    sender_id INTEGER NOT NULL,
    client_seq INTEGER NOT NULL,
    random INTEGER NOT NULL,
    -- Position in the store's one order of commits.
    position INTEGER NOT NULL,
    time INTEGER NOT NULL,
    client_time INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    -- 1 high, 2 normal, 3 low, 4 lowest
    priority INTEGER NOT NULL,
    -- Countable messages of the log, and of this sender in it, up to and including this one: unread is a difference of these.
    count INTEGER NOT NULL,
    sender_count INTEGER NOT NULL,
    -- Sequence of the newest message up to this one that may be shown as the last message; 0 for none.
    shown_seq INTEGER NOT NULL,
    -- MsgBody as JSON text and CloudCustomData as a JSON string, as they came.
    body BLOB NOT NULL,
    cloud_custom_data BLOB,
    -- GroupAtInfo as JSON text.
    mentions BLOB,
    -- JSON array of account keys if only these members receive it.
    receivers TEXT,
    -- Number of edits.
    version INTEGER NOT NULL DEFAULT 0,
    -- Commit position of the newest change.
    changed_position INTEGER NOT NULL DEFAULT 0,
    -- Who took it back, as a JSON object {Revoker_Account, Reason}, and when (UNIX microseconds).
    revoker BLOB,
    recalled_at INTEGER NOT NULL DEFAULT 0
);

-- Sending the same message again must never make a second one. An index on the row's sender alone finds a sender's newest message: rows are in order.
CREATE UNIQUE INDEX group_message_once ON group_message (message_id >> 32, sender_id, client_seq, random) WHERE sender_id <> 0;
CREATE INDEX group_message_sender ON group_message (sender_id) WHERE sender_id <> 0;
-- 64: recalled; 2048: for some members only.
CREATE INDEX group_message_uncounted ON group_message (message_id) WHERE flags & 2112 <> 0;
CREATE INDEX group_message_recalled ON group_message (message_id >> 32, recalled_at) WHERE recalled_at > 0;
-- What mentions somebody: the mentions of an account are read from the messages that it has not read.
CREATE INDEX group_message_mentions ON group_message (message_id) WHERE mentions IS NOT NULL;
CREATE INDEX group_message_changed ON group_message (message_id >> 32, changed_position) WHERE changed_position > 0;

-- What an account has done with a log: read, seen (which only stops messages from counting as unread), cleared.
CREATE TABLE group_reader (
    account_id INTEGER NOT NULL REFERENCES account (account_id),
    log_id INTEGER NOT NULL,
    read_seq INTEGER NOT NULL DEFAULT 0,
    read_position INTEGER NOT NULL DEFAULT 0,
    seen_seq INTEGER NOT NULL DEFAULT 0,
    -- Countable messages of the log, and of this account in it, up to there.
    seen_count INTEGER NOT NULL DEFAULT 0,
    seen_own_count INTEGER NOT NULL DEFAULT 0,
    clear_seq INTEGER NOT NULL DEFAULT 0,
    clear_position INTEGER NOT NULL DEFAULT 0,
    -- Mentions up to here are off the account's list.
    mention_seq INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, log_id)
) WITHOUT ROWID;

-- Messages that an account has deleted for itself.
CREATE TABLE group_deletion (
    account_id INTEGER NOT NULL REFERENCES account (account_id),
    message_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (account_id, message_id)
) WITHOUT ROWID;

CREATE TABLE group_receipt (
    message_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (account_id),
    time INTEGER NOT NULL,
    PRIMARY KEY (message_id, account_id)
) WITHOUT ROWID;

CREATE TABLE group_pin (
    log_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (account_id),
    position INTEGER NOT NULL,
    PRIMARY KEY (log_id, seq)
) WITHOUT ROWID;

-- System notices of an account; notice_id is their ClientSeq. The item is kept as it was pushed, without numbers.
CREATE TABLE group_notice (
    notice_id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES account (account_id),
    random INTEGER NOT NULL,
    time INTEGER NOT NULL,
    position INTEGER NOT NULL,
    item BLOB NOT NULL
);

CREATE INDEX group_notice_of_account ON group_notice (account_id, notice_id);

-- Applications and invitations: kind 0 wants to join, 1 was invited and must agree itself, 2 was invited and needs an administrator's approval.
CREATE TABLE group_application (
    application_id INTEGER PRIMARY KEY,
    group_key INTEGER NOT NULL REFERENCES chat_group (group_key),
    kind INTEGER NOT NULL,
    from_id INTEGER NOT NULL REFERENCES account (account_id),
    -- Who is invited; 0 for an application.
    to_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    authentication TEXT NOT NULL,
    -- UNIX microseconds, unique.
    added_at INTEGER NOT NULL,
    -- Account that has decided, 0 while open.
    handler_id INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX group_application_time ON group_application (group_key, added_at);
CREATE INDEX group_application_of_account ON group_application (group_key, from_id);

CREATE TABLE group_attribute (
    group_key INTEGER NOT NULL REFERENCES chat_group (group_key),
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (group_key, key)
) WITHOUT ROWID;

CREATE TABLE group_counter (
    group_key INTEGER NOT NULL REFERENCES chat_group (group_key),
    key TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (group_key, key)
) WITHOUT ROWID;

-- Live rooms keep no members on disk, but who may not come back until when (UNIX seconds).
CREATE TABLE room_ban (
    group_key INTEGER NOT NULL REFERENCES chat_group (group_key),
    account_id INTEGER NOT NULL REFERENCES account (account_id),
    until INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (group_key, account_id)
) WITHOUT ROWID;
