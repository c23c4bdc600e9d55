/**
 * Cases and what they lead to: decisions that wait, comments, emergency licenses, transfers, webhooks, releases, and what is searched
 * for. Indexes that only hot commands would pay for are partial.
 */
export const CASES = /* sql */ `
-- stage: where an open case stands. pending: the decision that waits, as JSON; execute_at: until when, null for a second agent.
ALTER TABLE return_requests ADD COLUMN stage TEXT NOT NULL DEFAULT 'new'
  CHECK (stage IN ('new', 'proof-asked', 'needs-second-agent', 'held'));
ALTER TABLE return_requests ADD COLUMN channel TEXT NOT NULL DEFAULT 'wizard'
  CHECK (channel IN ('wizard', 'portal', 'form', 'api', 'help-desk'));
ALTER TABLE return_requests ADD COLUMN external_id TEXT;
ALTER TABLE return_requests ADD COLUMN objected INTEGER NOT NULL DEFAULT 0;
ALTER TABLE return_requests ADD COLUMN pending TEXT;
ALTER TABLE return_requests ADD COLUMN execute_at INTEGER;
CREATE UNIQUE INDEX return_requests_by_external ON return_requests (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX return_requests_held ON return_requests (execute_at) WHERE execute_at IS NOT NULL;
CREATE INDEX return_requests_of_account ON return_requests (account) WHERE account IS NOT NULL;
CREATE INDEX return_requests_by_state ON return_requests (state, closed, opened_at, id);
CREATE INDEX return_requests_by_email ON return_requests (email COLLATE NOCASE);

CREATE TABLE request_comments (
  id TEXT PRIMARY KEY,
  request TEXT NOT NULL REFERENCES return_requests (id),
  at INTEGER NOT NULL,
  author TEXT NOT NULL CHECK (author IN ('customer', 'support', 'help-desk')),
  actor_type TEXT NOT NULL,
  actor_id TEXT,
  text TEXT NOT NULL,
  internal INTEGER NOT NULL
) STRICT;
CREATE INDEX request_comments_of_request ON request_comments (request, at, id);

-- undone_at: this return was undone; the activation that followed is the same host's. returned_in: the case it was returned in.
ALTER TABLE activations ADD COLUMN undone_at INTEGER;
ALTER TABLE activations ADD COLUMN returned_in TEXT;
ALTER TABLE activations ADD COLUMN released_from TEXT;

-- One row per emergency license: granted by Support and waiting for a host, or issued to one.
CREATE TABLE emergencies (
  license TEXT NOT NULL REFERENCES licenses (id),
  number INTEGER NOT NULL,
  granted_in TEXT REFERENCES return_requests (id),
  granted_at INTEGER NOT NULL,
  host TEXT REFERENCES hosts (id),
  issued_at INTEGER,
  until INTEGER,
  PRIMARY KEY (license, number),
  CHECK ((host IS NULL) = (issued_at IS NULL) AND (host IS NULL) = (until IS NULL))
) STRICT, WITHOUT ROWID;

-- What an owner calls a PC; nobody else sees it.
CREATE TABLE host_names (
  account TEXT NOT NULL,
  host TEXT NOT NULL REFERENCES hosts (id),
  name TEXT NOT NULL,
  PRIMARY KEY (account, host)
) STRICT, WITHOUT ROWID;

-- state: an offer whose time is over is still 'offered'; readers compare expires_at.
CREATE TABLE transfers (
  id TEXT PRIMARY KEY,
  from_account TEXT NOT NULL,
  to_account TEXT,
  email TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('offered', 'accepted', 'withdrawn', 'disputed', 'kept', 'reversed')),
  offered_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  accepted_at INTEGER,
  disputed_at INTEGER,
  disputed_by TEXT,
  dispute TEXT,
  settled_at INTEGER,
  answer TEXT
) STRICT;
CREATE INDEX transfers_newest ON transfers (offered_at, id);
CREATE INDEX transfers_from ON transfers (from_account, offered_at, id);
CREATE INDEX transfers_to ON transfers (to_account, offered_at, id) WHERE to_account IS NOT NULL;
CREATE INDEX transfers_disputed ON transfers (offered_at, id) WHERE state = 'disputed';

CREATE TABLE transfer_licenses (
  transfer TEXT NOT NULL REFERENCES transfers (id),
  license TEXT NOT NULL REFERENCES licenses (id),
  PRIMARY KEY (transfer, license)
) STRICT, WITHOUT ROWID;
CREATE INDEX transfers_of_license ON transfer_licenses (license);

-- Digests of keys that were replaced: nobody is served by them any more; Support still finds them by their last five.
CREATE TABLE retired_keys (
  digest TEXT PRIMARY KEY,
  key_id TEXT NOT NULL REFERENCES activation_keys (id),
  last5 TEXT NOT NULL,
  retired_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX retired_keys_by_last5 ON retired_keys (last5);

CREATE INDEX licenses_of_account_newest ON licenses (account, created_at, id) WHERE account IS NOT NULL;
CREATE INDEX licenses_out_of_use ON licenses (standing, created_at, id) WHERE standing <> 'good';
CREATE INDEX hosts_by_name ON hosts (name COLLATE NOCASE);
CREATE INDEX events_by_people ON events (actor_id) WHERE actor_type IN ('staff', 'token');

CREATE TABLE webhooks (
  id TEXT PRIMARY KEY,
  url TEXT NOT NULL,
  topics TEXT NOT NULL,
  description TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  secret_version INTEGER NOT NULL,
  old_secret_until INTEGER,
  created_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX webhooks_newest ON webhooks (created_at, id);

-- The outbox of webhooks: written with the event, emptied by the job that delivers. message: the id every attempt and replay carries.
CREATE TABLE deliveries (
  id TEXT PRIMARY KEY,
  webhook TEXT NOT NULL REFERENCES webhooks (id),
  topic TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
  created_at INTEGER NOT NULL,
  give_up_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  last_attempt_at INTEGER,
  next_attempt_at INTEGER,
  status INTEGER,
  problem TEXT
) STRICT;
CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX deliveries_of_webhook ON deliveries (webhook, created_at, id);

CREATE TABLE releases (
  id TEXT PRIMARY KEY,
  product TEXT NOT NULL REFERENCES products (id),
  version TEXT NOT NULL,
  notes TEXT NOT NULL,
  released_at INTEGER NOT NULL,
  UNIQUE (product, version)
) STRICT;
CREATE INDEX releases_newest ON releases (released_at, id);

CREATE TABLE artifacts (
  id TEXT PRIMARY KEY,
  release TEXT NOT NULL REFERENCES releases (id),
  name TEXT NOT NULL,
  os TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  UNIQUE (release, name)
) STRICT;
`
