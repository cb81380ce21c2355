-- The record can be asked by who, what, to whom and when; refusals stand in it. Answers that show a person can be erased with the person.

ALTER TABLE audit ADD COLUMN outcome TEXT NOT NULL DEFAULT '';  -- '' where it was done, else the code of the refusal

CREATE INDEX audit_by_time ON audit (at, id);
CREATE INDEX audit_by_actor ON audit (actor, at, id);
CREATE INDEX audit_by_target ON audit (target, at, id);

ALTER TABLE idempotency ADD COLUMN subject TEXT NOT NULL DEFAULT '';  -- the user whom the request was about

CREATE INDEX idempotency_by_subject ON idempotency (subject) WHERE subject <> '';
