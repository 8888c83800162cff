-- What people look for, hand in and are owed. Every column has a value that the program before can leave out.

ALTER TABLE cases ADD COLUMN reason TEXT NOT NULL DEFAULT 'customer_request';
ALTER TABLE cases ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1));
ALTER TABLE cases ADD COLUMN off_at INTEGER;
ALTER TABLE cases ADD COLUMN refund_due_minor INTEGER;
ALTER TABLE cases ADD COLUMN refund_due_currency TEXT;
ALTER TABLE cases ADD COLUMN owes TEXT;
ALTER TABLE cases ADD COLUMN owes_by INTEGER;

-- For the board: counted from indexes alone.
CREATE INDEX cases_tally ON cases (stage, kind, reason);
CREATE INDEX cases_age ON cases (received_at, ending) WHERE ending IS NULL;
CREATE INDEX cases_held ON cases (held, ending) WHERE held = 1 AND ending IS NULL;
CREATE INDEX cases_off ON cases (off_at, received_at) WHERE off_at IS NOT NULL;
CREATE INDEX cases_refund ON cases (refund_due_currency, refund_due_minor) WHERE refund_due_minor IS NOT NULL;
CREATE INDEX cases_owes ON cases (owes_by, case_id) WHERE owes_by IS NOT NULL;

-- In whose queue a task waits and why; what has no date is due since it waits.
ALTER TABLE task ADD COLUMN why TEXT NOT NULL DEFAULT 'step';
ALTER TABLE task ADD COLUMN role TEXT NOT NULL DEFAULT 'care';
CREATE INDEX task_urgent ON task (coalesce(due, since), case_id, place);
CREATE INDEX task_urgent_hand ON task (hand, coalesce(due, since), case_id, place);
CREATE INDEX task_urgent_role ON task (hand, role, coalesce(due, since), case_id, place);
DROP INDEX task_since;
DROP INDEX task_hand;

-- What a case is found by: digests under the installation's secret. Gone once its personal fields are erased.
CREATE TABLE case_key (
    key BLOB NOT NULL CHECK (length(key) = 32),
    case_no INTEGER NOT NULL REFERENCES cases (case_no),
    PRIMARY KEY (key, case_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_key_case ON case_key (case_no);

-- What was handed in. Erased as personal fields are: overwritten with zeros in place.
CREATE TABLE attachment (
    attachment_no INTEGER PRIMARY KEY,
    case_no INTEGER NOT NULL REFERENCES cases (case_no),
    is_kept INTEGER NOT NULL CHECK (is_kept IN (0, 1)),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    media TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX attachment_kept ON attachment (case_no, digest) WHERE is_kept = 1;

-- The row of an erased case names no line any more, so a line is let go by its case.
CREATE INDEX line_held_case ON line_held (case_id);
