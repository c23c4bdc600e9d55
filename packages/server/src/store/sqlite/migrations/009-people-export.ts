/** People read their own language, and take with them what they did. Partial: no license, so that no activation pays for it. */
export const PEOPLE_EXPORT = /* sql */ `
-- Of whoever asked without an account, so that they are answered in it.
ALTER TABLE return_requests ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
-- When the clock of the promised answer began anew: the case was opened again.
ALTER TABLE return_requests ADD COLUMN reopened_at INTEGER;
CREATE INDEX events_by_accounts ON events (actor_id) WHERE actor_type = 'account' AND license IS NULL;
`
