-- Which messages a conversation keeps at hand for all of its members.

CREATE TABLE pins (
    conversation_id TEXT    NOT NULL,
    seq             INTEGER NOT NULL,   -- of the message
    pinned_by       TEXT    NOT NULL,
    pinned_at       INTEGER NOT NULL,
    entry           INTEGER NOT NULL,   -- seq of the entry that told it: the order of the list
    PRIMARY KEY (conversation_id, seq)
) WITHOUT ROWID;

CREATE INDEX pins_by_entry ON pins (conversation_id, entry);
