-- The log: streams of entries, the batches that wrote them, and who has read how far.

CREATE TABLE streams (
    id       TEXT    NOT NULL PRIMARY KEY,   -- a conversation or a user
    last_seq INTEGER NOT NULL DEFAULT 0,     -- seq of the newest entry
    count    INTEGER NOT NULL DEFAULT 0,     -- countable entries up to last_seq
    version  INTEGER NOT NULL DEFAULT 0,     -- moves with members, roles and settings
    batch    INTEGER NOT NULL DEFAULT 0      -- the last batch that touched the stream
);

CREATE TABLE entries (
    stream    TEXT    NOT NULL,
    seq       INTEGER NOT NULL,              -- from 1, without gaps
    kind      TEXT    NOT NULL,
    sender_id TEXT    NOT NULL,
    client_id TEXT,                          -- the sender's own name for it, once per stream
    at        INTEGER NOT NULL,
    count     INTEGER NOT NULL,              -- countable entries of the stream up to this one
    body      BLOB    NOT NULL,              -- the event as JSON
    PRIMARY KEY (stream, seq)                -- rows stay in order of arrival: twice the insert rate of clustering
);

CREATE UNIQUE INDEX entries_by_client_id ON entries (client_id, sender_id, stream) WHERE client_id IS NOT NULL;

CREATE TABLE batches (
    id       INTEGER NOT NULL PRIMARY KEY,
    at       INTEGER NOT NULL,
    manifest BLOB    NOT NULL                -- {stream: [first seq, last seq]} as JSON
);

CREATE TABLE consumers (
    name  TEXT    NOT NULL PRIMARY KEY,
    batch INTEGER NOT NULL                   -- the last batch that the consumer has handled
);

CREATE TABLE idempotency (
    caller  TEXT    NOT NULL,
    key     TEXT    NOT NULL,
    request BLOB    NOT NULL,                -- SHA-256 of operation and body
    answer  BLOB    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (caller, key)
);

CREATE INDEX idempotency_by_age ON idempotency (at);

CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
