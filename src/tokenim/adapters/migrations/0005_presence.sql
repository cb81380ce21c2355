-- When somebody was last seen. Who is online now is known by the nodes, not by the database.

CREATE TABLE presence (
    user_id      TEXT    NOT NULL PRIMARY KEY,
    last_seen_at INTEGER NOT NULL
);
