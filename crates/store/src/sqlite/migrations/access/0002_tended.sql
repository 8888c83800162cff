-- Who made an account, made a link for it or gave it roles, and when last: names and instants, as JSON.
ALTER TABLE account ADD COLUMN tended TEXT NOT NULL DEFAULT '{}';
