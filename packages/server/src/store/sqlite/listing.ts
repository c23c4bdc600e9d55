import { type Asking, listLicenses, proofFor } from '@latchkey/core/host-operation'
import { LIMITS } from '@latchkey/core/limits'
import type { ListedLicenseClaims } from '@latchkey/license-file/documents'
import { presentListed, type Scene } from '../present.ts'
import { KeyRecords } from '../records.ts'
import type { Reading } from './connection.ts'
import { loadKey, loadKeyIdsOfAccount } from './load.ts'

/** Every key that a person's proofs show: the one proven, and those that hold licenses of the account or its organizations. */
export function loadShownKeys(db: Reading, { account, organizations, provenKey }: Asking): KeyRecords {
  const accounts = account === null ? [] : [account, ...(organizations?.owned ?? [])]
  const ids = new Set(accounts.flatMap((id) => loadKeyIdsOfAccount(db, id)))
  if (provenKey !== null) ids.add(provenKey)
  return new KeyRecords([...ids].flatMap((id) => loadKey(db, id) ?? []))
}

/**
 * The licenses this person sees from this host, the proven key's first. At most `LIMITS.rowsMax`: more fit into no signed response,
 * and no wizard shows them.
 */
export function listShown(scene: Scene, keys: KeyRecords): readonly ListedLicenseClaims[] {
  const { asking, at } = scene
  const shown = keys.asKeys().filter((key) => proofFor(asking, key.id) !== null)
  const first = shown.toSorted((a, b) => Number(b.id === asking.provenKey) - Number(a.id === asking.provenKey))
  return listLicenses(first, asking, at)
    .slice(0, LIMITS.rowsMax)
    .flatMap((listed) => {
      const key = keys.key(listed.license.keyId)
      return key === null ? [] : [presentListed(scene, key, keys.license(listed.license.id), listed)]
    })
}
