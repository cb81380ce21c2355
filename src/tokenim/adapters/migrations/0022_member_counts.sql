-- A list of conversations shows how many members each has; a group may have 100,000 of them, which are not counted then.
ALTER TABLE conversations ADD COLUMN member_count INTEGER NOT NULL DEFAULT 0;

UPDATE conversations SET member_count =
    (SELECT count(*) FROM members WHERE members.conversation_id = conversations.id);
