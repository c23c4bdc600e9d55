/**
 * The emergency license is a fact of the license, as the rules see it: the latest one given, and until when Support's grant of one
 * waits. The table that was meant for them was never written by a server of ours.
 */
export const EMERGENCIES = /* sql */ `
DROP TABLE emergencies;
ALTER TABLE licenses ADD COLUMN emergency_host TEXT REFERENCES hosts (id);
ALTER TABLE licenses ADD COLUMN emergency_issued_at INTEGER;
ALTER TABLE licenses ADD COLUMN emergency_until INTEGER;
ALTER TABLE licenses ADD COLUMN emergency_granted_until INTEGER;
CREATE INDEX licenses_by_emergency_host ON licenses (emergency_host) WHERE emergency_host IS NOT NULL;
`
