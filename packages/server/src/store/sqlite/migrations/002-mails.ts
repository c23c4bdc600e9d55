/**
 * Mails that wait, were sent or were given up. `facts` holds nothing secret: links and keys are named by their ids. Written in the
 * transaction of the event they tell of.
 */
export const MAILS = /* sql */ `
-- In which mails are written to them.
ALTER TABLE accounts ADD COLUMN language TEXT NOT NULL DEFAULT 'en';

CREATE TABLE mails (
  id TEXT PRIMARY KEY,
  event TEXT NOT NULL,
  template TEXT NOT NULL,
  facts TEXT NOT NULL,
  address TEXT NOT NULL,
  language TEXT NOT NULL,
  account TEXT,
  license TEXT,
  return_request TEXT,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dead')),
  attempts INTEGER NOT NULL DEFAULT 0,
  last_error TEXT,
  created_at INTEGER NOT NULL,
  next_attempt_at INTEGER,
  sent_at INTEGER
) STRICT;
CREATE INDEX mails_due ON mails (next_attempt_at) WHERE state = 'waiting';
CREATE INDEX mails_newest ON mails (created_at, id);
CREATE INDEX mails_by_state ON mails (state, created_at, id);
CREATE INDEX mails_of_account ON mails (account) WHERE account IS NOT NULL;
`
