/**
 * People without better-auth (docs/decisions/009): one row of `accounts` is a person, customer or staff. Its older columns keep the
 * names they had. Everything secret is a hash, or sealed under a key from outside the database.
 */
export const PEOPLE = /* sql */ `
ALTER TABLE accounts ADD COLUMN password_hash TEXT;
-- Shorter than what is asked of a password that stands alone: then a second factor must stay.
ALTER TABLE accounts ADD COLUMN password_is_short INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN signed_in_at INTEGER;
UPDATE accounts SET password_hash =
  (SELECT c."password" FROM credentials c WHERE c."userId" = accounts."id" AND c."providerId" = 'credential');
CREATE INDEX accounts_staff ON accounts ("createdAt", "id") WHERE "role" <> 'customer';

DROP TABLE sessions;
DROP TABLE credentials;
DROP TABLE verifications;

CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL REFERENCES accounts ("id") ON DELETE CASCADE,
  needs TEXT CHECK (needs IN ('second-factor', 'second-factor-set-up')),
  created_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  proven_at INTEGER NOT NULL,
  user_agent TEXT NOT NULL,
  ip TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_of_account ON sessions (account);
CREATE INDEX sessions_oldest ON sessions (used_at);

-- Browsers somebody has signed in with before: a sign-in with another one is told by mail.
CREATE TABLE known_browsers (
  account TEXT NOT NULL REFERENCES accounts ("id") ON DELETE CASCADE,
  browser TEXT NOT NULL,
  PRIMARY KEY (account, browser)
) STRICT, WITHOUT ROWID;

-- step: the time step of the last code taken; a code works once.
CREATE TABLE totps (
  account TEXT PRIMARY KEY REFERENCES accounts ("id") ON DELETE CASCADE,
  sealed TEXT NOT NULL,
  step INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Apps that are being set up: nothing changes until their first code was shown.
CREATE TABLE totp_set_ups (
  account TEXT PRIMARY KEY REFERENCES accounts ("id") ON DELETE CASCADE,
  sealed TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE passkeys (
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES accounts ("id") ON DELETE CASCADE,
  credential TEXT NOT NULL UNIQUE,
  public_key TEXT NOT NULL,
  counter INTEGER NOT NULL,
  transports TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX passkeys_of_account ON passkeys (account);

CREATE TABLE recovery_codes (
  account TEXT NOT NULL REFERENCES accounts ("id") ON DELETE CASCADE,
  hash TEXT NOT NULL,
  PRIMARY KEY (account, hash)
) STRICT, WITHOUT ROWID;

-- The token of a link is derived from its id under a key from outside the database; only its hash is here.
CREATE TABLE mail_links (
  id TEXT PRIMARY KEY,
  purpose TEXT NOT NULL CHECK (purpose IN ('confirm-registration', 'reset-password', 'confirm-email', 'join-staff')),
  hash TEXT NOT NULL UNIQUE,
  account TEXT REFERENCES accounts ("id") ON DELETE CASCADE,
  email TEXT NOT NULL,
  language TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX mail_links_of_email ON mail_links (email);
CREATE INDEX mail_links_oldest ON mail_links (expires_at);
`
