-- A message shows the first users of each reaction and how many there are: neither is found by reading all of them.

CREATE TABLE reactions_in_order (
    conversation_id TEXT    NOT NULL,
    seq             INTEGER NOT NULL,
    emoji           TEXT    NOT NULL,
    user_id         TEXT    NOT NULL,
    at              INTEGER NOT NULL,
    entry           INTEGER NOT NULL,   -- seq of the entry that told it; of older ones the number among those of the emoji
    PRIMARY KEY (conversation_id, seq, emoji, user_id)
) WITHOUT ROWID;

INSERT INTO reactions_in_order (conversation_id, seq, emoji, user_id, at, entry)
SELECT conversation_id, seq, emoji, user_id, at,
       row_number() OVER (PARTITION BY conversation_id, seq, emoji ORDER BY at, user_id)
FROM reactions;

DROP TABLE reactions;

ALTER TABLE reactions_in_order RENAME TO reactions;

CREATE INDEX reactions_by_entry ON reactions (conversation_id, seq, emoji, entry);

CREATE TABLE reaction_counts (
    conversation_id TEXT    NOT NULL,
    seq             INTEGER NOT NULL,
    emoji           TEXT    NOT NULL,
    users           INTEGER NOT NULL,   -- how many reacted with it, one at least
    PRIMARY KEY (conversation_id, seq, emoji)
) WITHOUT ROWID;

INSERT INTO reaction_counts (conversation_id, seq, emoji, users)
SELECT conversation_id, seq, emoji, count(*) FROM reactions GROUP BY conversation_id, seq, emoji;
