import { LIMITS } from './limits.ts'

/** What is measured about a host: hashes of parts of it, by name. A hint, never a proof: the device key is the proof. */
export type Fingerprint = Readonly<Record<string, string>>

/**
 * Whether two measurements are of the same PC: at most {@link LIMITS.fingerprintChangesMax} of the parts known to both changed, and
 * at least half of them match. Parts that one side could not measure (rights, containers) do not count.
 */
export function isSameHost(recorded: Fingerprint, measured: Fingerprint): boolean {
  const known = Object.keys(recorded).filter((part) => Object.hasOwn(measured, part))
  const changed = known.filter((part) => recorded[part] !== measured[part]).length
  return changed <= LIMITS.fingerprintChangesMax && changed * 2 <= known.length
}
