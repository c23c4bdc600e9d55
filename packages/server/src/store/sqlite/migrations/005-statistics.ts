/** Partial indexes: what they hold is a small part of their tables, and hot commands touch neither. */
export const STATISTICS = /* sql */ `
CREATE INDEX licenses_expiring ON licenses (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX activations_stale ON activations (returned_at)
  WHERE returned_by IN ('support', 'owner') AND stale_seen_at IS NULL;
`
