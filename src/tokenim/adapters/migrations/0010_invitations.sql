-- Who may be put into conversations by whom, and who has not agreed yet.

ALTER TABLE users ADD COLUMN who_may_add TEXT NOT NULL DEFAULT 'everybody'; -- everybody | acquainted | nobody

ALTER TABLE members ADD COLUMN invited_by TEXT NOT NULL DEFAULT '';         -- the stranger who did it; empty once it is accepted

CREATE INDEX members_invited ON members (user_id) WHERE invited_by <> '';

CREATE TABLE declined (
    user_id         TEXT    NOT NULL,
    conversation_id TEXT    NOT NULL,
    invited_by      TEXT    NOT NULL,
    at              INTEGER NOT NULL,
    PRIMARY KEY (user_id, conversation_id)
) WITHOUT ROWID;
