-- What waits for a decision is found by why it waits, in all queues at once.
CREATE INDEX task_urgent_why ON task (hand, why, coalesce(due, since), case_id, place);
