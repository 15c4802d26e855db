-- What an account has laid down about another (peer_id): that it blocks it. A row that says nothing any more stays for some days, so that devices that were away
-- learn of it.
CREATE TABLE relation (
    account_id INTEGER NOT NULL REFERENCES account (account_id),
    peer_id INTEGER NOT NULL REFERENCES account (account_id),
    -- UNIX seconds; 0 for not blocked.
    blocked_at INTEGER NOT NULL DEFAULT 0,
    -- Commit position of the newest change of that.
    block_position INTEGER NOT NULL DEFAULT 0,
    -- Commit position of the newest change of anything, and its time in UNIX seconds.
    position INTEGER NOT NULL DEFAULT 0,
    changed_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, peer_id)
) WITHOUT ROWID;

CREATE INDEX relation_blocked ON relation (account_id, peer_id) WHERE blocked_at > 0;
CREATE INDEX relation_changed ON relation (account_id, position);
