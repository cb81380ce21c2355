-- Whether a kept answer said that the thing was there already, so that a request made again gets the same status.
ALTER TABLE idempotency ADD COLUMN existed INTEGER NOT NULL DEFAULT 0;
