-- Files of messages. The bytes lie in the blob store under their SHA-256; several objects may share one blob.
CREATE TABLE media_object (
    -- Random; smaller versions of a picture are objects of their own, whose ID is the picture's and a letter.
    object_id TEXT PRIMARY KEY,
    app_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (account_id),
    -- 1 image, 2 video, 3 audio, 255 file
    kind INTEGER NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    -- Pixels of a picture as it is shown, 0 when not known.
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    -- UNIX second, 0 for never.
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX media_object_of_blob ON media_object (sha256);
CREATE INDEX media_object_by_end ON media_object (expires_at) WHERE expires_at > 0;

-- The secret behind upload and download addresses of this data directory.
CREATE TABLE media_key (
    key BLOB NOT NULL
);

INSERT INTO media_key (key) VALUES (randomblob(32));
