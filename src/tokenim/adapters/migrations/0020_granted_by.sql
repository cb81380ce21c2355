-- What a user does in a session that an application opened tells which application that was.
ALTER TABLE audit ADD COLUMN granted_by TEXT NOT NULL DEFAULT '';
