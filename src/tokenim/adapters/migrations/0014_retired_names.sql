-- The names of deleted users, as hashes: nobody else takes one at once and is mistaken for who left.

CREATE TABLE retired_names (
    name_hash BLOB    NOT NULL PRIMARY KEY,  -- SHA-256
    until     INTEGER NOT NULL
);

CREATE INDEX retired_names_by_end ON retired_names (until);
