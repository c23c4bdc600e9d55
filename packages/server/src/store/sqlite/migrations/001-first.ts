/**
 * The first schema. Ids are made in the app, instants are epoch milliseconds, yes and no are 1 and 0.
 *
 * `accounts`, `sessions`, `credentials` and `verifications` are better-auth's user, session, account and verification with the
 * username plugin, mapped by `modelName` (`user: { modelName: 'accounts' }`, `account: { modelName: 'credentials' }`, ...). Column
 * names and types are what better-auth writes to SQLite: booleans as 0/1, dates as ISO 8601 text. `role` and `grantsFrom` (account
 * tokens issued earlier are refused) are additional fields of the user.
 */
export const FIRST = /* sql */ `
CREATE TABLE accounts (
  "id" TEXT PRIMARY KEY,
  "name" TEXT NOT NULL,
  "email" TEXT NOT NULL UNIQUE,
  "emailVerified" INTEGER NOT NULL DEFAULT 0,
  "image" TEXT,
  "createdAt" TEXT NOT NULL,
  "updatedAt" TEXT NOT NULL,
  "username" TEXT UNIQUE,
  "displayUsername" TEXT,
  "role" TEXT NOT NULL DEFAULT 'customer' CHECK ("role" IN ('customer', 'support', 'sales', 'admin', 'auditor')),
  "grantsFrom" INTEGER
) STRICT;
CREATE INDEX accounts_newest ON accounts ("createdAt", "id");

CREATE TABLE sessions (
  "id" TEXT PRIMARY KEY,
  "expiresAt" TEXT NOT NULL,
  "token" TEXT NOT NULL UNIQUE,
  "createdAt" TEXT NOT NULL,
  "updatedAt" TEXT NOT NULL,
  "ipAddress" TEXT,
  "userAgent" TEXT,
  "userId" TEXT NOT NULL REFERENCES accounts ("id") ON DELETE CASCADE
) STRICT;
CREATE INDEX sessions_of_account ON sessions ("userId");

CREATE TABLE credentials (
  "id" TEXT PRIMARY KEY,
  "accountId" TEXT NOT NULL,
  "providerId" TEXT NOT NULL,
  "userId" TEXT NOT NULL REFERENCES accounts ("id") ON DELETE CASCADE,
  "accessToken" TEXT,
  "refreshToken" TEXT,
  "idToken" TEXT,
  "accessTokenExpiresAt" TEXT,
  "refreshTokenExpiresAt" TEXT,
  "scope" TEXT,
  "password" TEXT,
  "createdAt" TEXT NOT NULL,
  "updatedAt" TEXT NOT NULL
) STRICT;
CREATE INDEX credentials_of_account ON credentials ("userId");

CREATE TABLE verifications (
  "id" TEXT PRIMARY KEY,
  "identifier" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  "expiresAt" TEXT NOT NULL,
  "createdAt" TEXT NOT NULL,
  "updatedAt" TEXT NOT NULL
) STRICT;
CREATE INDEX verifications_by_identifier ON verifications ("identifier");

CREATE TABLE products (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  edition TEXT NOT NULL,
  features TEXT NOT NULL
) STRICT;

CREATE TABLE policies (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  terms TEXT NOT NULL
) STRICT;

CREATE TABLE orders (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE activation_keys (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (id),
  digest TEXT NOT NULL UNIQUE,
  sealed TEXT NOT NULL,
  last5 TEXT NOT NULL,
  legacy INTEGER NOT NULL,
  hosts_max INTEGER NOT NULL CHECK (hosts_max >= 1),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX activation_keys_newest ON activation_keys (created_at, id);
CREATE INDEX activation_keys_of_order ON activation_keys (order_id);
CREATE INDEX activation_keys_by_last5 ON activation_keys (last5);

-- terms: the policy's, copied when the license was issued. version: counts the license's events and guards every change.
CREATE TABLE licenses (
  id TEXT PRIMARY KEY,
  key_id TEXT NOT NULL REFERENCES activation_keys (id),
  product TEXT NOT NULL REFERENCES products (id),
  policy TEXT NOT NULL REFERENCES policies (id),
  terms TEXT NOT NULL,
  standing TEXT NOT NULL CHECK (standing IN ('good', 'suspended', 'revoked')),
  expires_at INTEGER,
  account TEXT,
  generation INTEGER NOT NULL,
  last_return_host TEXT,
  last_return_by TEXT CHECK (last_return_by IN ('host', 'support', 'owner')),
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX licenses_of_key ON licenses (key_id);
CREATE INDEX licenses_of_account ON licenses (account, key_id) WHERE account IS NOT NULL;
CREATE INDEX licenses_newest ON licenses (created_at, id);

CREATE TABLE hosts (
  id TEXT PRIMARY KEY,
  device_key TEXT NOT NULL,
  name TEXT NOT NULL,
  os TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- account_shown: the account that was signed in to on this host and owns the license: its name may stand in the license file.
-- stale_seen_at: when a host whose activation was ended without it is known to know (it was told, or activated again).
CREATE TABLE activations (
  license TEXT NOT NULL REFERENCES licenses (id),
  generation INTEGER NOT NULL,
  host TEXT NOT NULL REFERENCES hosts (id),
  since INTEGER NOT NULL,
  lease_until INTEGER,
  renew_from INTEGER,
  account_shown TEXT,
  returned_at INTEGER,
  returned_by TEXT CHECK (returned_by IN ('host', 'support', 'owner')),
  reason TEXT,
  stale_seen_at INTEGER,
  PRIMARY KEY (license, generation),
  CHECK ((returned_at IS NULL) = (returned_by IS NULL))
) STRICT, WITHOUT ROWID;
-- The seat limit itself: at most one live activation per license (I1).
CREATE UNIQUE INDEX activations_live ON activations (license) WHERE returned_at IS NULL;
CREATE INDEX activations_on_host ON activations (host) WHERE returned_at IS NULL;

CREATE TABLE return_requests (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('open', 'returned', 'refused', 'withdrawn')),
  closed INTEGER NOT NULL,
  reason TEXT NOT NULL,
  email TEXT NOT NULL,
  message TEXT NOT NULL,
  key_id TEXT REFERENCES activation_keys (id),
  host TEXT REFERENCES hosts (id),
  account TEXT,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER,
  answer TEXT
) STRICT;
CREATE INDEX return_requests_queue ON return_requests (closed, opened_at, id);

CREATE TABLE return_request_licenses (
  request TEXT NOT NULL REFERENCES return_requests (id),
  license TEXT NOT NULL REFERENCES licenses (id),
  PRIMARY KEY (request, license)
) STRICT, WITHOUT ROWID;
CREATE INDEX return_requests_of_license ON return_request_licenses (license);

-- Append only. version: the event's place in the life of its license. No index by id: nothing looks an event up by it, and an
-- index over random ids costs every command one more page of the log.
CREATE TABLE events (
  id TEXT NOT NULL,
  operation TEXT NOT NULL,
  caller TEXT NOT NULL,
  actor_type TEXT NOT NULL,
  actor_id TEXT,
  license TEXT REFERENCES licenses (id),
  version INTEGER,
  type TEXT NOT NULL,
  data TEXT NOT NULL,
  at INTEGER NOT NULL,
  CHECK ((license IS NULL) = (version IS NULL))
) STRICT;
CREATE UNIQUE INDEX events_of_license ON events (license, version) WHERE license IS NOT NULL;

CREATE TABLE outbox (
  event TEXT NOT NULL,
  topic TEXT NOT NULL,
  payload TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (event, topic)
) STRICT;
CREATE INDEX outbox_oldest ON outbox (created_at, event);

CREATE TABLE operations (
  caller TEXT NOT NULL,
  id TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  type TEXT NOT NULL,
  events INTEGER NOT NULL,
  answer TEXT NOT NULL,
  response TEXT,
  at INTEGER NOT NULL,
  PRIMARY KEY (caller, id)
) STRICT;
CREATE INDEX operations_oldest ON operations (at);

CREATE TABLE api_tokens (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  last_used_at INTEGER,
  revoked_at INTEGER
) STRICT;
CREATE INDEX api_tokens_newest ON api_tokens (created_at, id);
`
