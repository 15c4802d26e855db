-- Groups that were dismissed while memberships are still being ended; the item is the notice that each member gets with its removal.
CREATE TABLE group_dismissal (
    group_key INTEGER PRIMARY KEY REFERENCES chat_group (group_key),
    item BLOB NOT NULL
);

-- Devices that are pushed to in a live room, or were when they were last seen: the official SDK does not join again after an outage.
CREATE TABLE room_device (
    group_key INTEGER NOT NULL REFERENCES chat_group (group_key),
    account_id INTEGER NOT NULL REFERENCES account (account_id),
    instance_id INTEGER NOT NULL,
    PRIMARY KEY (group_key, account_id, instance_id)
) WITHOUT ROWID;
