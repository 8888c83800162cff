-- Cases, their records and what hangs on them. Instants are microseconds since 1970-01-01T00:00:00Z.

-- One narrow row per case: all a waiting case costs. Only due_at and what seldom changes is indexed.
-- case_no is the order of opening, and short where it is repeated with each record.
CREATE TABLE cases (
    case_no INTEGER PRIMARY KEY,
    case_id BLOB NOT NULL UNIQUE CHECK (length(case_id) = 16),
    line_key BLOB NOT NULL CHECK (length(line_key) = 32),
    operator TEXT,
    kind TEXT,
    stage TEXT NOT NULL,
    ending TEXT,
    received_at INTEGER NOT NULL,
    effective_on TEXT,
    head_seq INTEGER NOT NULL,
    head_hash BLOB NOT NULL CHECK (length(head_hash) = 32),
    fence INTEGER NOT NULL DEFAULT 0,
    lease_until INTEGER,
    due_at INTEGER,
    credential BLOB NOT NULL CHECK (length(credential) = 32)
) STRICT;

CREATE INDEX cases_due ON cases (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX cases_line ON cases (line_key);
CREATE INDEX cases_stage ON cases (stage, case_id);

-- The journal: only ever added to, and only at its end. Records of one commit share pages, whichever their cases; kept by case
-- instead, each append would rewrite a page of its own and, as cases grow, their neighbours'.
CREATE TABLE record (
    record_no INTEGER PRIMARY KEY,
    case_no INTEGER NOT NULL REFERENCES cases (case_no),
    seq INTEGER NOT NULL CHECK (seq > 0),
    at INTEGER NOT NULL,
    body TEXT NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    UNIQUE (case_no, seq)
) STRICT;

-- What can be erased, and nothing else of a person is kept with a case. Only added to at its end, and overwritten with zeros in place:
-- a row that is deleted, or grows, makes the database move its neighbours to other pages, and what they leave behind there is
-- beyond what secure_delete wipes. The zeros stay.
CREATE TABLE personal (
    personal_no INTEGER PRIMARY KEY,
    case_no INTEGER NOT NULL REFERENCES cases (case_no),
    is_kept INTEGER NOT NULL CHECK (is_kept IN (0, 1)),
    body BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX personal_kept ON personal (case_no) WHERE is_kept = 1;

CREATE TABLE paper (
    paper_id INTEGER PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES cases (case_id),
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX paper_case ON paper (case_id);

CREATE TABLE task (
    case_id BLOB NOT NULL REFERENCES cases (case_id),
    place INTEGER NOT NULL,
    step INTEGER NOT NULL,
    kind TEXT NOT NULL,
    hand TEXT NOT NULL,
    since INTEGER NOT NULL,
    due INTEGER,
    PRIMARY KEY (case_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_since ON task (since);
CREATE INDEX task_hand ON task (hand, since);

-- At most one case holds a line.
CREATE TABLE line_held (
    line_key BLOB NOT NULL PRIMARY KEY CHECK (length(line_key) = 32),
    case_id BLOB NOT NULL REFERENCES cases (case_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency (
    key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 32),
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    case_id BLOB NOT NULL REFERENCES cases (case_id)
) STRICT, WITHOUT ROWID;

-- Imported lines. The place of a line is its cursor, so that no personal number becomes one (I9).
CREATE TABLE line (
    place INTEGER PRIMARY KEY,
    iccid TEXT NOT NULL UNIQUE,
    msisdn TEXT,
    operator TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX line_msisdn ON line (msisdn) WHERE msisdn IS NOT NULL;
