-- The bans that end next are found without a walk over all.
CREATE INDEX room_ban_until ON room_ban (until);
