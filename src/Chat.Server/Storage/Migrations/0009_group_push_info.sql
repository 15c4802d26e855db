-- What the sender wants of an offline push, as a JSON object; NULL where it says nothing.
ALTER TABLE group_message ADD COLUMN push_info BLOB;
