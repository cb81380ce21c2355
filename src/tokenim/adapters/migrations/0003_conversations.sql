-- Conversations and their members. Where a stream stands is in `streams`, under the id of the conversation.

CREATE TABLE conversations (
    id           TEXT    NOT NULL PRIMARY KEY,
    kind         TEXT    NOT NULL,             -- direct | group
    pair         TEXT    UNIQUE,               -- of a direct one: both user ids, sorted
    name         TEXT    NOT NULL DEFAULT '',
    description  TEXT    NOT NULL DEFAULT '',
    avatar_url   TEXT    NOT NULL DEFAULT '',
    history      TEXT    NOT NULL DEFAULT 'all', -- all | from_join: what a new member may read
    created_by   TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    dissolved_at INTEGER
);

CREATE TABLE members (
    conversation_id TEXT    NOT NULL,
    user_id         TEXT    NOT NULL,
    role            TEXT    NOT NULL,            -- owner | admin | member
    joined_at       INTEGER NOT NULL,
    visible_after   INTEGER NOT NULL DEFAULT 0,  -- entries up to here are not for this member
    read_seq        INTEGER NOT NULL DEFAULT 0,
    read_count      INTEGER NOT NULL DEFAULT 0,  -- countable entries up to read_seq
    delivered_seq   INTEGER NOT NULL DEFAULT 0,
    pinned          INTEGER NOT NULL DEFAULT 0,
    muted           INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (conversation_id, user_id)
) WITHOUT ROWID;

CREATE INDEX members_by_user ON members (user_id, conversation_id);
