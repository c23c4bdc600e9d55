/** What Support gives from one account to another, without its owner's doing; each is one row from its decision on. */
export const HANDOVERS = /* sql */ `
-- kind: licenses of an account, or the ownership of an organization. licenses: how many get another owner.
-- license_ids: those named, as JSON; empty for all. rows: what became of each, as JSON. execute_at: the end of the hold while it waits.
CREATE TABLE handovers (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('licenses', 'ownership')),
  state TEXT NOT NULL CHECK (state IN ('needs-second-agent', 'held', 'done', 'cancelled', 'objected', 'undone')),
  account TEXT NOT NULL,
  to_account TEXT NOT NULL,
  license_ids TEXT NOT NULL,
  licenses INTEGER NOT NULL,
  rows TEXT NOT NULL DEFAULT '[]',
  note TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  approved_by TEXT,
  objection TEXT,
  decided_at INTEGER NOT NULL,
  execute_at INTEGER,
  done_at INTEGER
) STRICT;
CREATE INDEX handovers_newest ON handovers (decided_at, id);
CREATE INDEX handovers_of_account ON handovers (account, decided_at, id);
CREATE INDEX handovers_waiting ON handovers (decided_at, id) WHERE state IN ('needs-second-agent', 'held');
-- Organizations are few among accounts: their list is walked by an index of their own.
CREATE INDEX organizations_newest ON accounts ("createdAt", "id") WHERE organization = 1;
CREATE INDEX handovers_held ON handovers (execute_at) WHERE execute_at IS NOT NULL;
`
