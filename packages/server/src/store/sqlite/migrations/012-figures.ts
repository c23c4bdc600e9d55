/**
 * The audit log between two times, and the totals of the overview. Events come in the order of their time, save for clocks that step back
 * and requests that overtake each other: the index is appended to. The others hold few rows, each with all that its question reads.
 */
export const FIGURES = /* sql */ `
CREATE INDEX events_by_time ON events (at);
CREATE INDEX activations_returned ON activations (returned_at) WHERE returned_at IS NOT NULL;
DROP INDEX activations_stale;
CREATE INDEX activations_stale ON activations (lease_until, returned_by, stale_seen_at)
  WHERE returned_by IN ('support', 'owner') AND stale_seen_at IS NULL;
`
