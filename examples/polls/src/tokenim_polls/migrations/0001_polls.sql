-- A poll hangs on the message that asks for it. Its options are that message's; here is who chose which.
CREATE TABLE polls_votes (
    conversation_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    user_id TEXT NOT NULL,
    choice INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, seq, user_id)
);
