-- Apps: SDKAppID is the tenant; every other table hangs on it.
CREATE TABLE app (
    app_id INTEGER PRIMARY KEY,
    created_at INTEGER NOT NULL
);

CREATE TABLE app_key (
    app_id INTEGER NOT NULL REFERENCES app (app_id),
    secret_key TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (app_id, secret_key)
) WITHOUT ROWID;

CREATE TABLE account (
    account_id INTEGER PRIMARY KEY,
    app_id INTEGER NOT NULL,
    user_id TEXT NOT NULL,
    nick TEXT NOT NULL DEFAULT '',
    avatar TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    -- Signatures issued up to this UNIX second are refused.
    kicked_at INTEGER NOT NULL DEFAULT 0,
    UNIQUE (app_id, user_id)
);

-- One row per instance (device) that may come back with its session token.
CREATE TABLE session (
    token_hash BLOB PRIMARY KEY,
    app_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (account_id),
    instance_id INTEGER NOT NULL,
    platform INTEGER NOT NULL,
    client_key TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    -- 0 while valid, else the KickType that ended it, so that a device that was away learns why.
    kick_type INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE INDEX session_of_account ON session (account_id);

-- A one-to-one conversation of two accounts, low_id <= high_id. Side 0 is the low one, side 1 the high one.
CREATE TABLE dialog (
    dialog_id INTEGER PRIMARY KEY,
    app_id INTEGER NOT NULL,
    low_id INTEGER NOT NULL REFERENCES account (account_id),
    high_id INTEGER NOT NULL REFERENCES account (account_id),
    -- Read position of each side: sequence, number of the peer's countable messages up to it, time of the message (UNIX seconds).
    read_seq_0 INTEGER NOT NULL DEFAULT 0,
    read_seq_1 INTEGER NOT NULL DEFAULT 0,
    read_count_0 INTEGER NOT NULL DEFAULT 0,
    read_count_1 INTEGER NOT NULL DEFAULT 0,
    read_time_0 INTEGER NOT NULL DEFAULT 0,
    read_time_1 INTEGER NOT NULL DEFAULT 0,
    -- Commit position of the read report itself, so that devices that were away learn of it.
    read_position_0 INTEGER NOT NULL DEFAULT 0,
    read_position_1 INTEGER NOT NULL DEFAULT 0,
    UNIQUE (app_id, low_id, high_id)
);

-- The list of an account's conversations; everything that changes with a message is derived from the message's row.
CREATE TABLE conversation (
    account_id INTEGER NOT NULL REFERENCES account (account_id),
    dialog_id INTEGER NOT NULL REFERENCES dialog (dialog_id),
    peer_id INTEGER NOT NULL,
    side INTEGER NOT NULL,
    PRIMARY KEY (account_id, dialog_id)
) WITHOUT ROWID;

-- message_id = dialog_id * 2^32 + sequence: a conversation's messages lie side by side, in order, in one tree.
CREATE TABLE message (
    message_id INTEGER PRIMARY KEY,
    -- dialog_id * 2 + side of the sender
    sender INTEGER NOT NULL,
    msg_seq INTEGER NOT NULL,
    random INTEGER NOT NULL,
    -- Position in the store's one order of commits; cookies of missed-message sync point to it.
    position INTEGER NOT NULL,
    time INTEGER NOT NULL,
    client_time INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    -- How many countable messages each side has sent up to and including this one: unread is a difference of two of these.
    count_0 INTEGER NOT NULL,
    count_1 INTEGER NOT NULL,
    -- Sequence of the newest message up to this one that may be shown as the last message; 0 for none.
    shown_seq INTEGER NOT NULL,
    -- MsgBody as JSON text and CloudCustomData as a JSON string, as they came.
    body BLOB NOT NULL,
    cloud_custom_data BLOB
);

-- Sending the same message again must never make a second one.
CREATE UNIQUE INDEX message_once ON message (sender, msg_seq, random);

-- Counters of the store; commit_position is reserved in blocks.
CREATE TABLE store_counter (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;
