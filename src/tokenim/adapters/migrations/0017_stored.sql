-- How many bytes those stored lately who stored many, so that a restart does not give everybody a new quota.

CREATE TABLE stored (
    principal TEXT    NOT NULL PRIMARY KEY,  -- a user or an application
    kind      TEXT    NOT NULL,              -- user | application
    bytes     INTEGER NOT NULL,              -- at `at`; since then some of it has leaked away
    at        INTEGER NOT NULL
);
