-- What a session was granted by whom, when it was refreshed and used, and the keys of applications that can be replaced.

ALTER TABLE sessions ADD COLUMN application_id TEXT NOT NULL DEFAULT '';   -- the application that granted it; empty: a login
ALTER TABLE sessions ADD COLUMN permissions TEXT NOT NULL DEFAULT '';      -- the most it may do, separated by spaces; empty: what its user may
ALTER TABLE sessions ADD COLUMN refreshed_at INTEGER NOT NULL DEFAULT 0;   -- opened or refreshed; used_at moves with use too

UPDATE sessions SET refreshed_at = used_at;

-- used_at moves often, so no index holds it.
DROP INDEX sessions_by_user;
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_application ON sessions (application_id) WHERE application_id <> '';

ALTER TABLE applications ADD COLUMN former_key_hash BLOB;                             -- the key before it, good until it expires
ALTER TABLE applications ADD COLUMN former_key_expires_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE applications ADD COLUMN used_at INTEGER NOT NULL DEFAULT 0;
