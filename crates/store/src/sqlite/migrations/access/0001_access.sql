-- Accounts, what they show, and what is open for them. Instants are microseconds since 1970-01-01T00:00:00Z. Tokens and tickets stand here as
-- digests, passwords hashed, secrets of code generators sealed: who reads this file can sign in as nobody.

CREATE TABLE account (
    name TEXT PRIMARY KEY,
    roles TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    disabled_at INTEGER
) STRICT;

CREATE TABLE credential (
    id BLOB PRIMARY KEY CHECK (length(id) = 32),
    account TEXT NOT NULL REFERENCES account (name),
    kind TEXT NOT NULL,
    key BLOB CHECK (key IS NULL OR length(key) = 32),
    body TEXT NOT NULL,
    mark INTEGER NOT NULL,
    label TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;

CREATE INDEX credential_account ON credential (account);
CREATE UNIQUE INDEX credential_key ON credential (kind, key) WHERE key IS NOT NULL;

CREATE TABLE session (
    token BLOB PRIMARY KEY CHECK (length(token) = 32),
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
    staff TEXT REFERENCES account (name),
    case_id BLOB CHECK (case_id IS NULL OR length(case_id) = 16),
    kind TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    proved_at INTEGER,
    ends_at INTEGER NOT NULL,
    label TEXT NOT NULL,
    CHECK ((staff IS NULL) <> (case_id IS NULL))
) STRICT;

CREATE INDEX session_staff ON session (staff) WHERE staff IS NOT NULL;
CREATE INDEX session_case ON session (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX session_ends ON session (ends_at);

CREATE TABLE ticket (
    digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
    purpose TEXT NOT NULL,
    account TEXT,
    body TEXT NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;

CREATE INDEX ticket_ends ON ticket (ends_at);

CREATE TABLE tries (
    key BLOB PRIMARY KEY CHECK (length(key) = 32),
    count INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) STRICT;

CREATE INDEX tries_last ON tries (last_at);

-- The security log: only ever added to, until its time is over.
CREATE TABLE noted (
    no INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    account TEXT,
    what TEXT NOT NULL,
    done_by TEXT,
    detail TEXT NOT NULL
) STRICT;

CREATE INDEX noted_account ON noted (account, no);
CREATE INDEX noted_at ON noted (at);

CREATE TRIGGER noted_stays BEFORE UPDATE ON noted BEGIN
    SELECT raise(ABORT, 'the security log is only added to');
END;
