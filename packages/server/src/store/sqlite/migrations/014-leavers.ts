/** API tokens and offers know whose word they are. Of those made before, the log does; tokens of people who have been removed since end now. */
export const LEAVERS = /* sql */ `
-- person: the member of staff who made it, or made the token that made it; null for the operator's. Stays when they are removed.
ALTER TABLE api_tokens ADD COLUMN person TEXT;
CREATE INDEX api_tokens_of_person ON api_tokens (person) WHERE revoked_at IS NULL;
WITH RECURSIVE
  made (token, by_type, by_id) AS MATERIALIZED (
    SELECT json_extract(data, '$.token'), actor_type, actor_id FROM events WHERE type = 'token-created'
  ),
  behind (token, person) AS (
    SELECT token, by_id FROM made WHERE by_type = 'staff'
    UNION SELECT m.token, b.person FROM made m JOIN behind b ON m.by_type = 'token' AND m.by_id = b.token
  )
UPDATE api_tokens SET person = behind.person FROM behind WHERE behind.token = api_tokens.id;
UPDATE api_tokens SET revoked_at = unixepoch() * 1000
  WHERE revoked_at IS NULL AND person IS NOT NULL AND person NOT IN (SELECT "id" FROM accounts);
-- offered_by: the person, who may have offered for an organization.
ALTER TABLE transfers ADD COLUMN offered_by TEXT;
UPDATE transfers SET offered_by = (
  SELECT e.actor_id FROM transfer_licenses l JOIN events e ON e.license = l.license
  WHERE l.transfer = transfers.id AND e.type = 'transfer-offered' AND json_extract(e.data, '$.transfer') = transfers.id LIMIT 1
) WHERE state = 'offered';
`
