-- A database as the first schema (migrations 1 to 5) held it: written by the program of that time, through its operations, and dumped.
-- One thing was changed by hand: the sessions end in the year 2100. Every password is "correct horse battery".

CREATE TABLE schema (version INTEGER NOT NULL);
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
CREATE TABLE users (
    id           TEXT    NOT NULL PRIMARY KEY,
    username     TEXT    UNIQUE,             -- lower case; NULL once the user is deleted, so that the name is free
    display_name TEXT    NOT NULL,
    avatar_url   TEXT    NOT NULL,
    bio          TEXT    NOT NULL,
    language     TEXT    NOT NULL,
    fields       BLOB    NOT NULL,           -- custom fields as a JSON object
    role         TEXT    NOT NULL,
    status       TEXT    NOT NULL,           -- active, suspended, deleted
    created_at   INTEGER NOT NULL
);
CREATE INDEX users_by_role ON users (role, status);
CREATE TABLE user_names (
    name    TEXT NOT NULL,                   -- what a search finds, case-folded
    user_id TEXT NOT NULL,
    PRIMARY KEY (name, user_id)
);
CREATE INDEX user_names_by_user ON user_names (user_id, name);
CREATE TABLE credentials (
    user_id    TEXT    NOT NULL PRIMARY KEY,
    password   TEXT    NOT NULL,             -- Argon2id, in its own text form
    changed_at INTEGER NOT NULL
);
CREATE TABLE sessions (
    id                 TEXT    NOT NULL PRIMARY KEY,
    user_id            TEXT    NOT NULL,
    device_name        TEXT    NOT NULL,
    address            TEXT    NOT NULL,
    created_at         INTEGER NOT NULL,
    used_at            INTEGER NOT NULL,     -- opened or refreshed
    access_hash        BLOB    NOT NULL,     -- SHA-256 of the secrets, never the secrets
    access_expires_at  INTEGER NOT NULL,
    former_access_hash BLOB    NOT NULL,     -- the token before it, good until it expires
    former_expires_at  INTEGER NOT NULL,
    refresh_hash       BLOB    NOT NULL,
    refresh_expires_at INTEGER NOT NULL,
    former_hash        BLOB    NOT NULL,     -- the refresh token before it, used at used_at
    family_hash        BLOB    NOT NULL,     -- of the part that all refresh tokens of the session share
    nonce              BLOB    NOT NULL      -- with the former secret it makes the present ones
);
CREATE INDEX sessions_by_user ON sessions (user_id, used_at);
CREATE INDEX sessions_by_end ON sessions (refresh_expires_at);
CREATE TABLE applications (
    id         TEXT    NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    key_hash   BLOB    NOT NULL,
    scopes     TEXT    NOT NULL,             -- permissions, separated by spaces
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
);
CREATE TABLE audit (
    id         TEXT    NOT NULL PRIMARY KEY,
    at         INTEGER NOT NULL,
    actor      TEXT    NOT NULL,
    operation  TEXT    NOT NULL,
    target     TEXT    NOT NULL,
    parameters BLOB    NOT NULL,             -- JSON, secrets masked
    address    TEXT    NOT NULL,
    number     INTEGER UNIQUE,               -- place in the chain; NULL until sealed
    hash       BLOB                          -- SHA-256 of the hash before it and of this row
);
CREATE INDEX audit_unsealed ON audit (id) WHERE number IS NULL;
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
CREATE TABLE presence (
    user_id      TEXT    NOT NULL PRIMARY KEY,
    last_seen_at INTEGER NOT NULL
);

INSERT INTO schema (version) VALUES
    (1),
    (2),
    (3),
    (4),
    (5);

INSERT INTO streams (id, last_seq, count, version, batch) VALUES
    ('admins', 0, 0, 0, 0),
    ('u_01m8jj5aw31wm9xk1gry6nttst', 0, 0, 0, 0),
    ('u_01m8jj5azdda1t2xh1f7zqgypv', 2, 0, 0, 14),
    ('u_01m8jj5b1ph2maxd8dfwqeet6f', 2, 0, 0, 14),
    ('u_01m8jj5b3w9safc2gf2jts68m7', 2, 0, 0, 17),
    ('u_01m8jj5b6rptqc2f50ht5avbpy', 1, 0, 0, 12),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 12, 6, 2, 13),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk/3', 0, 0, 1, 5),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk/5', 0, 0, 1, 7),
    ('c_01m8jj5b9n5d9ym6hkd9d3xwgd', 2, 2, 1, 16),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk/u_01m8jj5b3w9safc2gf2jts68m7', 0, 0, 1, 17);

INSERT INTO entries (stream, seq, kind, sender_id, client_id, at, count, body) VALUES
    ('u_01m8jj5azdda1t2xh1f7zqgypv', 1, 'conversation.joined', 'u_01m8jj5azdda1t2xh1f7zqgypv', NULL, 1795919359261, 0, CAST('{"conversation_id":"c_01m8jj5b8xe0j42rhd28gqvpdk"}' AS BLOB)),
    ('u_01m8jj5b1ph2maxd8dfwqeet6f', 1, 'conversation.joined', 'u_01m8jj5azdda1t2xh1f7zqgypv', NULL, 1795919359261, 0, CAST('{"conversation_id":"c_01m8jj5b8xe0j42rhd28gqvpdk"}' AS BLOB)),
    ('u_01m8jj5b3w9safc2gf2jts68m7', 1, 'conversation.joined', 'u_01m8jj5azdda1t2xh1f7zqgypv', NULL, 1795919359261, 0, CAST('{"conversation_id":"c_01m8jj5b8xe0j42rhd28gqvpdk"}' AS BLOB)),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 1, 'message.sent', 'u_01m8jj5azdda1t2xh1f7zqgypv', 'm1', 1795919359267, 1, CAST('{"type":"text","content":{"text":"Who is hungry?"}}' AS BLOB)),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 2, 'message.sent', 'u_01m8jj5b1ph2maxd8dfwqeet6f', 'm2', 1795919359267, 2, CAST('{"type":"text","content":{"text":"Me, @carol too"},"reply_to":1,"mentions":["u_01m8jj5b3w9safc2gf2jts68m7"]}' AS BLOB)),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 3, 'message.sent', 'u_01m8jj5b3w9safc2gf2jts68m7', 'm3', 1795919359268, 3, CAST('{"type":"text","content":{"text":"No typo here"},"edited_at":"2026-11-29T02:29:19.269Z"}' AS BLOB)),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 4, 'message.edited', 'u_01m8jj5b3w9safc2gf2jts68m7', NULL, 1795919359269, 3, CAST('{"target_seq":3,"content":{"text":"No typo here"}}' AS BLOB)),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 5, 'message.sent', 'u_01m8jj5b1ph2maxd8dfwqeet6f', 'm4', 1795919359270, 4, CAST('{"type":"text","content":{},"recalled":true}' AS BLOB)),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 6, 'message.recalled', 'u_01m8jj5b1ph2maxd8dfwqeet6f', NULL, 1795919359270, 4, CAST('{"target_seq":5}' AS BLOB)),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 7, 'reaction.added', 'u_01m8jj5b1ph2maxd8dfwqeet6f', NULL, 1795919359272, 4, CAST('{"target_seq":1,"emoji":"👍"}' AS BLOB)),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 8, 'reaction.added', 'u_01m8jj5b3w9safc2gf2jts68m7', NULL, 1795919359275, 4, CAST('{"target_seq":1,"emoji":"👍"}' AS BLOB)),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 9, 'reaction.added', 'u_01m8jj5b3w9safc2gf2jts68m7', NULL, 1795919359276, 4, CAST('{"target_seq":1,"emoji":"🎉"}' AS BLOB)),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 10, 'message.sent', 'u_01m8jj5azdda1t2xh1f7zqgypv', 'm5', 1795919359277, 5, CAST('{"type":"text","content":{"text":"Noon, at the door"}}' AS BLOB)),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 11, 'member.joined', 'u_01m8jj5azdda1t2xh1f7zqgypv', NULL, 1795919359278, 5, CAST('{"user_ids":["u_01m8jj5b6rptqc2f50ht5avbpy"]}' AS BLOB)),
    ('u_01m8jj5b6rptqc2f50ht5avbpy', 1, 'conversation.joined', 'u_01m8jj5azdda1t2xh1f7zqgypv', NULL, 1795919359278, 0, CAST('{"conversation_id":"c_01m8jj5b8xe0j42rhd28gqvpdk"}' AS BLOB)),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 12, 'message.sent', 'u_01m8jj5b6rptqc2f50ht5avbpy', 'm6', 1795919359284, 6, CAST('{"type":"text","content":{"text":"I come too"}}' AS BLOB)),
    ('u_01m8jj5azdda1t2xh1f7zqgypv', 2, 'conversation.joined', 'u_01m8jj5azdda1t2xh1f7zqgypv', NULL, 1795919359284, 0, CAST('{"conversation_id":"c_01m8jj5b9n5d9ym6hkd9d3xwgd"}' AS BLOB)),
    ('u_01m8jj5b1ph2maxd8dfwqeet6f', 2, 'conversation.joined', 'u_01m8jj5azdda1t2xh1f7zqgypv', NULL, 1795919359284, 0, CAST('{"conversation_id":"c_01m8jj5b9n5d9ym6hkd9d3xwgd"}' AS BLOB)),
    ('c_01m8jj5b9n5d9ym6hkd9d3xwgd', 1, 'message.sent', 'u_01m8jj5azdda1t2xh1f7zqgypv', 'm7', 1795919359285, 1, CAST('{"type":"text","content":{"text":"Are you bringing the cake?"}}' AS BLOB)),
    ('c_01m8jj5b9n5d9ym6hkd9d3xwgd', 2, 'message.sent', 'u_01m8jj5azdda1t2xh1f7zqgypv', 'm8', 1795919359286, 2, CAST('{"type":"text","content":{"text":"And plates?"}}' AS BLOB)),
    ('u_01m8jj5b3w9safc2gf2jts68m7', 2, 'message.hidden', 'u_01m8jj5b3w9safc2gf2jts68m7', NULL, 1795919359286, 0, CAST('{"conversation_id":"c_01m8jj5b8xe0j42rhd28gqvpdk","target_seq":2,"read_seq":3,"unread":3,"mentions":0,"last_seq":12}' AS BLOB));

INSERT INTO batches (id, at, manifest) VALUES
    (1, 1795919359262, CAST('{"u_01m8jj5azdda1t2xh1f7zqgypv":[1,1],"u_01m8jj5b1ph2maxd8dfwqeet6f":[1,1],"u_01m8jj5b3w9safc2gf2jts68m7":[1,1]}' AS BLOB)),
    (2, 1795919359267, CAST('{"c_01m8jj5b8xe0j42rhd28gqvpdk":[1,1]}' AS BLOB)),
    (3, 1795919359268, CAST('{"c_01m8jj5b8xe0j42rhd28gqvpdk":[2,2]}' AS BLOB)),
    (4, 1795919359268, CAST('{"c_01m8jj5b8xe0j42rhd28gqvpdk":[3,3]}' AS BLOB)),
    (5, 1795919359270, CAST('{"c_01m8jj5b8xe0j42rhd28gqvpdk":[4,4]}' AS BLOB)),
    (6, 1795919359270, CAST('{"c_01m8jj5b8xe0j42rhd28gqvpdk":[5,5]}' AS BLOB)),
    (7, 1795919359272, CAST('{"c_01m8jj5b8xe0j42rhd28gqvpdk":[6,6]}' AS BLOB)),
    (8, 1795919359275, CAST('{"c_01m8jj5b8xe0j42rhd28gqvpdk":[7,7]}' AS BLOB)),
    (9, 1795919359276, CAST('{"c_01m8jj5b8xe0j42rhd28gqvpdk":[8,8]}' AS BLOB)),
    (10, 1795919359277, CAST('{"c_01m8jj5b8xe0j42rhd28gqvpdk":[9,9]}' AS BLOB)),
    (11, 1795919359278, CAST('{"c_01m8jj5b8xe0j42rhd28gqvpdk":[10,10]}' AS BLOB)),
    (12, 1795919359283, CAST('{"c_01m8jj5b8xe0j42rhd28gqvpdk":[11,11],"u_01m8jj5b6rptqc2f50ht5avbpy":[1,1]}' AS BLOB)),
    (13, 1795919359284, CAST('{"c_01m8jj5b8xe0j42rhd28gqvpdk":[12,12]}' AS BLOB)),
    (14, 1795919359285, CAST('{"u_01m8jj5azdda1t2xh1f7zqgypv":[2,2],"u_01m8jj5b1ph2maxd8dfwqeet6f":[2,2]}' AS BLOB)),
    (15, 1795919359286, CAST('{"c_01m8jj5b9n5d9ym6hkd9d3xwgd":[1,1]}' AS BLOB)),
    (16, 1795919359286, CAST('{"c_01m8jj5b9n5d9ym6hkd9d3xwgd":[2,2]}' AS BLOB)),
    (17, 1795919359287, CAST('{"u_01m8jj5b3w9safc2gf2jts68m7":[2,2]}' AS BLOB));

INSERT INTO meta (key, value) VALUES
    ('epoch', 'e_01m8jj5ap1hhwa0hx0r85057b0');

INSERT INTO users (id, username, display_name, avatar_url, bio, language, fields, role, status, created_at) VALUES
    ('u_01m8jj5aw31wm9xk1gry6nttst', 'admin', 'Administrator', '', '', '', CAST('{}' AS BLOB), 'admin', 'active', 1795919358832),
    ('u_01m8jj5azdda1t2xh1f7zqgypv', 'alice', 'Alice Müller', '', '', '', CAST('{}' AS BLOB), 'user', 'active', 1795919358957),
    ('u_01m8jj5b1ph2maxd8dfwqeet6f', 'bob', 'Bob Straße', '', '', '', CAST('{}' AS BLOB), 'user', 'active', 1795919359027),
    ('u_01m8jj5b3w9safc2gf2jts68m7', 'carol', 'Carol Li', '', '', '', CAST('{}' AS BLOB), 'user', 'active', 1795919359100),
    ('u_01m8jj5b6rptqc2f50ht5avbpy', 'dave', 'Dave', '', '', '', CAST('{}' AS BLOB), 'user', 'active', 1795919359191);

INSERT INTO user_names (name, user_id) VALUES
    ('admin', 'u_01m8jj5aw31wm9xk1gry6nttst'),
    ('administrator', 'u_01m8jj5aw31wm9xk1gry6nttst'),
    ('alice', 'u_01m8jj5azdda1t2xh1f7zqgypv'),
    ('alice muller', 'u_01m8jj5azdda1t2xh1f7zqgypv'),
    ('bob', 'u_01m8jj5b1ph2maxd8dfwqeet6f'),
    ('bob strasse', 'u_01m8jj5b1ph2maxd8dfwqeet6f'),
    ('carol', 'u_01m8jj5b3w9safc2gf2jts68m7'),
    ('carol li', 'u_01m8jj5b3w9safc2gf2jts68m7'),
    ('dave', 'u_01m8jj5b6rptqc2f50ht5avbpy');

INSERT INTO credentials (user_id, password, changed_at) VALUES
    ('u_01m8jj5aw31wm9xk1gry6nttst', '$argon2id$v=19$m=19456,t=2,p=1$mYjRZBGD9n7/+UlYB+iq3w$OiGQCIwV2+JdpJOd8g3K7F654bEL54IseE24wjrOLXY', 1795919358832),
    ('u_01m8jj5azdda1t2xh1f7zqgypv', '$argon2id$v=19$m=19456,t=2,p=1$5/3fFzKfzauc3WbM25L1Ag$lK8HED1U0ssrXv5pBrf5sw93NrrUKebBm7Ra6wYOphM', 1795919358957),
    ('u_01m8jj5b1ph2maxd8dfwqeet6f', '$argon2id$v=19$m=19456,t=2,p=1$H25m9UutIlRwMWPHzlyovg$DMX2xRSa+pRNHIsjmBvylFpUUxOfzJK4tmgsxNTuik0', 1795919359027),
    ('u_01m8jj5b3w9safc2gf2jts68m7', '$argon2id$v=19$m=19456,t=2,p=1$BsS/OsH5hiFlj9uXRH4yXQ$aZzWGBhbQzXD1dOQ9opOJ/B52ZhbN5bHjBdoKRvy0o8', 1795919359100),
    ('u_01m8jj5b6rptqc2f50ht5avbpy', '$argon2id$v=19$m=19456,t=2,p=1$CB7LjBhN+Tys44H2YtWgjA$sxbyGa1kYeqZpQXlH2TQBt0gn+HQANlW+718fTMX2Kc', 1795919359191);

INSERT INTO sessions (id, user_id, device_name, address, created_at, used_at, access_hash, access_expires_at, former_access_hash, former_expires_at, refresh_hash, refresh_expires_at, former_hash, family_hash, nonce) VALUES
    ('s_01m8jj5b1f90wcaqj67tcb87tq', 'u_01m8jj5azdda1t2xh1f7zqgypv', '', '203.0.113.9', 1795919358957, 1795919358957, X'47e8c64a92520b75b554312fcf9c37be6184660f5538db781008953e68b3977d', 4102444800000, CAST('' AS BLOB), 0, X'0689e6866a6969469d3c392b5224e34b69170fd599ed3ece9a11403522044097', 4102444800000, CAST('' AS BLOB), X'6a5146523bc35485f34c7f139d519435ccacf468a0413f45053788d66b44fd5e', CAST('' AS BLOB)),
    ('s_01m8jj5b3t86gw7qsccnhsz6b2', 'u_01m8jj5b1ph2maxd8dfwqeet6f', '', '203.0.113.9', 1795919359027, 1795919359027, X'40eea9879c032a2979ce79392739914c553663d09dc06f0367c1757c5a01e465', 4102444800000, CAST('' AS BLOB), 0, X'99e4210bcae19b2011ac8a33bdd86ff97a96cb5498abf7fc79e777d4569be3be', 4102444800000, CAST('' AS BLOB), X'5c1b241a6f6d340495fe2f076c55e14eae213ab3a8ff8aea740c1e7e626e637c', CAST('' AS BLOB)),
    ('s_01m8jj5b6mjw0b65f93fvh95vq', 'u_01m8jj5b3w9safc2gf2jts68m7', '', '203.0.113.9', 1795919359100, 1795919359100, X'aac21c77c301c67dc4a6e47494cbc62675168b7e59d485d5b006ec6ea3928997', 4102444800000, CAST('' AS BLOB), 0, X'd252b044ddbafb0a0f855d41731f70ab3e670ac285bbe546712474e8c8c16e50', 4102444800000, CAST('' AS BLOB), X'fb087897cfd878fa65c3328151e5a8f26c22307d7767292bfa9a5b54ee79ad4f', CAST('' AS BLOB)),
    ('s_01m8jj5b8w05em7h680e4py2se', 'u_01m8jj5b6rptqc2f50ht5avbpy', '', '203.0.113.9', 1795919359191, 1795919359191, X'df293f5b4aabd210684b9b4bed715e4207655bdbdc84002d5c4bd85b04d81d6f', 4102444800000, CAST('' AS BLOB), 0, X'd188f5708fea13a593b26b1d783f50c1bd4fd28eca66c2055d1e9d9a90f0afcb', 4102444800000, CAST('' AS BLOB), X'698a85e089b1f49ef8570e44197ee07ed46120ca377b0038ce724bc2977d480b', CAST('' AS BLOB));

INSERT INTO applications (id, name, key_hash, scopes, created_at, revoked_at) VALUES
    ('app_01m8jj5az4ns4vnfv93ar2r325', 'default', X'c6bb9de18911f9ddb4da3b1691d20f88b007a906d2be6c8dbee2b3d3f1cf1011', 'server:act_as server:tokens server:users', 1795919358832, NULL);

INSERT INTO audit (id, at, actor, operation, target, parameters, address, number, hash) VALUES
    ('a_01m8jj5az4drp5dbmjhdj0swxm', 1795919358832, 'first start', 'first_start.admin', 'admin', CAST('{}' AS BLOB), '', 1, X'55966dd049ad4fcd9757fb818ab321b59bc869b04a986aad0e5fe3d70168635e'),
    ('a_01m8jj5az4z1126e78926w011c', 1795919358832, 'first start', 'first_start.application', 'app_01m8jj5az4ns4vnfv93ar2r325', CAST('{}' AS BLOB), '', 2, X'22f007f6525848e4ee278d58fea3e56fcd575ad9e4ea592c604b6dda35b3312e');

INSERT INTO conversations (id, kind, pair, name, description, avatar_url, history, created_by, created_at, dissolved_at) VALUES
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 'group', NULL, 'Lunch', '', '', 'all', 'u_01m8jj5azdda1t2xh1f7zqgypv', 1795919359261, NULL),
    ('c_01m8jj5b9n5d9ym6hkd9d3xwgd', 'direct', 'u_01m8jj5azdda1t2xh1f7zqgypv:u_01m8jj5b1ph2maxd8dfwqeet6f', '', '', '', 'all', 'u_01m8jj5azdda1t2xh1f7zqgypv', 1795919359284, NULL);

INSERT INTO members (conversation_id, user_id, role, joined_at, visible_after, read_seq, read_count, delivered_seq, pinned, muted) VALUES
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 'u_01m8jj5azdda1t2xh1f7zqgypv', 'owner', 1795919359261, 0, 10, 5, 0, 0, 0),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 'u_01m8jj5b1ph2maxd8dfwqeet6f', 'member', 1795919359261, 0, 5, 4, 0, 0, 0),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 'u_01m8jj5b3w9safc2gf2jts68m7', 'member', 1795919359261, 0, 3, 3, 0, 0, 0),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 'u_01m8jj5b6rptqc2f50ht5avbpy', 'member', 1795919359278, 0, 12, 6, 0, 0, 0),
    ('c_01m8jj5b9n5d9ym6hkd9d3xwgd', 'u_01m8jj5azdda1t2xh1f7zqgypv', 'member', 1795919359284, 0, 2, 2, 0, 0, 0),
    ('c_01m8jj5b9n5d9ym6hkd9d3xwgd', 'u_01m8jj5b1ph2maxd8dfwqeet6f', 'member', 1795919359284, 0, 0, 0, 0, 0, 0);

INSERT INTO revisions (conversation_id, seq, number, body, at, changed_by) VALUES
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 3, 1, CAST('{"type":"text","content":{"text":"A typo hree"}}' AS BLOB), 1795919359269, 4),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 5, 1, CAST('' AS BLOB), 1795919359270, 6);

INSERT INTO reactions (conversation_id, seq, emoji, user_id, at) VALUES
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 1, '🎉', 'u_01m8jj5b3w9safc2gf2jts68m7', 1795919359276),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 1, '👍', 'u_01m8jj5b1ph2maxd8dfwqeet6f', 1795919359272),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 1, '👍', 'u_01m8jj5b3w9safc2gf2jts68m7', 1795919359275);

INSERT INTO reacted (conversation_id, seq, entry) VALUES
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 1, 7),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 1, 8),
    ('c_01m8jj5b8xe0j42rhd28gqvpdk', 1, 9);

INSERT INTO mentions (user_id, conversation_id, seq) VALUES
    ('u_01m8jj5b3w9safc2gf2jts68m7', 'c_01m8jj5b8xe0j42rhd28gqvpdk', 2);

INSERT INTO hidden (user_id, conversation_id, seq) VALUES
    ('u_01m8jj5b3w9safc2gf2jts68m7', 'c_01m8jj5b8xe0j42rhd28gqvpdk', 2);
