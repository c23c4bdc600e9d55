/**
 * Organizations: rows of `accounts` without a password, a username or an address (`email` holds the id: nobody signs in with it), and the
 * people who own them. Few people own any, so that the indexes are small.
 */
export const ORGANIZATIONS = /* sql */ `
ALTER TABLE accounts ADD COLUMN organization INTEGER NOT NULL DEFAULT 0;
-- Of a person: the organization that newly associated licenses go to; it counts while they own it.
ALTER TABLE accounts ADD COLUMN associates_to TEXT REFERENCES accounts ("id") ON DELETE SET NULL;
CREATE INDEX accounts_associating_to ON accounts (associates_to) WHERE associates_to IS NOT NULL;
CREATE INDEX organizations_by_name ON accounts ("name" COLLATE NOCASE) WHERE organization = 1;

CREATE TABLE organization_owners (
  organization TEXT NOT NULL REFERENCES accounts ("id") ON DELETE CASCADE,
  person TEXT NOT NULL REFERENCES accounts ("id") ON DELETE CASCADE,
  since INTEGER NOT NULL,
  PRIMARY KEY (organization, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX organizations_of_person ON organization_owners (person);

-- state: an invitation whose time is over is still 'offered'; readers compare expires_at.
CREATE TABLE invitations (
  id TEXT PRIMARY KEY,
  organization TEXT NOT NULL REFERENCES accounts ("id") ON DELETE CASCADE,
  email TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  invited_by TEXT,
  state TEXT NOT NULL CHECK (state IN ('offered', 'accepted', 'withdrawn')),
  invited_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX invitations_of_organization ON invitations (organization, invited_at, id);
`
