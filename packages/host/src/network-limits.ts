/** How long a PC waits, each with its reason. Tests set shorter ones. */
export const NETWORK_LIMITS = {
  /** A server on the other side of the world connects within one; five leave room for a slow mobile link. */
  connectTimeoutMs: 5_000,
  /** Longer than the server's own 10 s, so that its refusal arrives before patience ends. */
  answerTimeoutMs: 20_000,
  /** Another wizard holds the lock for one operation: a moment online, longer only when its network hangs. */
  lockTimeoutMs: 3_000,
  /** How long what the server said about itself is good within one run: its keys change at most daily. */
  serverFactsMs: 10 * 60_000,
} as const
