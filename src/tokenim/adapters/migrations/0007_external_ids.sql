-- The product's own id of a user, so that a backend need not remember ours.

ALTER TABLE users ADD COLUMN external_id TEXT;   -- never changes; NULL where there is none, or once the user is deleted
CREATE UNIQUE INDEX users_by_external_id ON users (external_id) WHERE external_id IS NOT NULL;
