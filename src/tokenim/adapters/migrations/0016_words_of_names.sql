-- A search finds people by each word of their names. The program folds and splits those that are here already when it starts.

CREATE TABLE unsplit_names (
    user_id TEXT NOT NULL PRIMARY KEY        -- whose rows in user_names are made anew
);

INSERT INTO unsplit_names (user_id) SELECT id FROM users WHERE status != 'deleted';
