/** What delivering webhooks needs to know, and the files of releases. */
export const WEBHOOKS = /* sql */ `
-- failing_since: the first failure after the last success. off_because: why the server itself has switched it off.
ALTER TABLE webhooks ADD COLUMN failing_since INTEGER;
ALTER TABLE webhooks ADD COLUMN off_because TEXT CHECK (off_because IN ('gone', 'failing'));
-- One live webhook for each address.
CREATE UNIQUE INDEX webhooks_by_url ON webhooks (url) WHERE deleted_at IS NULL;

-- event: the one it tells of; null for a test message. answer: the beginning of the last one.
ALTER TABLE deliveries ADD COLUMN event TEXT;
ALTER TABLE deliveries ADD COLUMN duration_ms INTEGER;
ALTER TABLE deliveries ADD COLUMN answer TEXT;
-- Due ones are asked for per endpoint, so that one with many waiting hides no other's.
DROP INDEX deliveries_due;
CREATE INDEX deliveries_due ON deliveries (webhook, next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX deliveries_failed ON deliveries (webhook) WHERE state = 'failed';
CREATE INDEX deliveries_oldest ON deliveries (created_at);

-- Was never written: deliveries are the outbox of webhooks, mails that of mails.
DROP TABLE outbox;

-- path: where the file lies in the storage. tag: what the storage knew its content by when its checksum was taken.
ALTER TABLE artifacts ADD COLUMN path TEXT NOT NULL DEFAULT '';
ALTER TABLE artifacts ADD COLUMN tag TEXT NOT NULL DEFAULT '';
`
