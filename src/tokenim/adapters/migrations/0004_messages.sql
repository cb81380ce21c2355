-- What happened to messages after they were sent. The message itself is its entry in the log, kept current.

CREATE TABLE revisions (
    conversation_id TEXT    NOT NULL,
    seq             INTEGER NOT NULL,   -- of the message
    number          INTEGER NOT NULL,   -- 1 is what was sent first
    body            BLOB    NOT NULL,   -- what it held before; erased when the message is recalled
    at              INTEGER NOT NULL,   -- when it stopped being so
    changed_by      INTEGER NOT NULL,   -- seq of the entry that changed it
    PRIMARY KEY (conversation_id, seq, number)
) WITHOUT ROWID;

CREATE TABLE reactions (
    conversation_id TEXT    NOT NULL,
    seq             INTEGER NOT NULL,
    emoji           TEXT    NOT NULL,
    user_id         TEXT    NOT NULL,
    at              INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, seq, emoji, user_id)
) WITHOUT ROWID;

CREATE TABLE reacted (
    conversation_id TEXT    NOT NULL,
    seq             INTEGER NOT NULL,
    entry           INTEGER NOT NULL,   -- seq of an entry that told of a reaction; blank once the message is recalled
    PRIMARY KEY (conversation_id, seq, entry)
) WITHOUT ROWID;

CREATE TABLE mentions (
    user_id         TEXT    NOT NULL,   -- empty: everybody
    conversation_id TEXT    NOT NULL,
    seq             INTEGER NOT NULL,
    PRIMARY KEY (user_id, conversation_id, seq)
) WITHOUT ROWID;

CREATE TABLE hidden (
    user_id         TEXT    NOT NULL,
    conversation_id TEXT    NOT NULL,
    seq             INTEGER NOT NULL,
    PRIMARY KEY (user_id, conversation_id, seq)
) WITHOUT ROWID;
