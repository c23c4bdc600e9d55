/**
 * Whom we have told of the end of a license. And what lists need with a million licenses: partial indexes, of what is rare; the hot
 * commands write none of it.
 */
export const EXPIRIES = /* sql */ `
CREATE TABLE expiry_notices (
  license TEXT NOT NULL REFERENCES licenses (id),
  expires_at INTEGER NOT NULL,
  days INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (license, expires_at, days)
) STRICT, WITHOUT ROWID;

CREATE INDEX events_rare ON events (type)
  WHERE type NOT IN ('issued', 'associated', 'activated', 'renewed', 'returned');
CREATE INDEX events_by_house ON events (actor_type) WHERE actor_type IN ('staff', 'token', 'system');
`
