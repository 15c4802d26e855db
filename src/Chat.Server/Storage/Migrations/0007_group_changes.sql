-- Commit position of the newest change of the profile: devices that were away ask for the groups behind theirs again.
ALTER TABLE chat_group ADD COLUMN changed_position INTEGER NOT NULL DEFAULT 0;

-- What the sender was called in the group; NULL with messages from before.
ALTER TABLE group_message ADD COLUMN name_card TEXT;
