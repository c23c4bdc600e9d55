import type { AccountId, EpochMs, KeyId, ProductId } from '@latchkey/core/ids'
import { decideClaim } from '@latchkey/core/seats'
import { asKey } from '../../records.ts'
import type { ClaimedView } from '../../views.ts'
import { presentClaim } from '../claim-view.ts'
import type { Reading } from '../connection.ts'
import { loadKey } from '../load.ts'

/** What a claim would associate; null when the key has none of the products asked for. */
export function previewClaim(
  db: Reading,
  account: AccountId,
  keyId: KeyId,
  seats: readonly { readonly product: string; readonly count: number }[],
  now: EpochMs,
): ClaimedView | null {
  const key = loadKey(db, keyId)
  if (key === null) return null
  const wishes = seats.map(({ product, count }) => ({ product: product as ProductId, count }))
  const rows = decideClaim(asKey(key), account, wishes, now)
  return rows.length === 0 ? null : presentClaim(db, key, account, rows)
}
