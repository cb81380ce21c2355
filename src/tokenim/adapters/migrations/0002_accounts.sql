-- Accounts: who exists, who is logged in where, which applications may come in, and what was done with power.

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

-- Its version moves when somebody may become or stop being an administrator, so that two cannot demote each other at once.
INSERT INTO streams (id) VALUES ('admins');

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
