-- What the sender wants of an offline push, as a JSON object; NULL where it says nothing.
ALTER TABLE group_message ADD COLUMN push_info BLOB;

-- 1: does not count as unread; 64: recalled. What a list of topics counts is found without a walk over what is unread.
CREATE INDEX group_message_silent ON group_message (message_id) WHERE flags & 65 <> 0;

-- What is limited, and what a login reads, stays cheap whatever the account has had on its list.
CREATE INDEX conversation_pinned ON conversation (account_id) WHERE is_pinned = 1;
CREATE INDEX conversation_marked ON conversation (account_id) WHERE marks <> 0 OR custom_data <> '';
CREATE INDEX conversation_withheld ON conversation (account_id, dialog_id) WHERE receive_option IN (1, 4);
