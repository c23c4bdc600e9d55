import type { AccountId } from '@latchkey/core/ids'
import type { ClaimRow } from '@latchkey/core/seats'
import type { KeyRecord } from '../records.ts'
import type { ClaimedView } from '../views.ts'
import type { Reading } from './connection.ts'
import { loadProduct } from './load.ts'

/** What a claim does, row by row, and the seats of the key as they are after it. */
export function presentClaim(db: Reading, key: KeyRecord, account: AccountId, rows: readonly ClaimRow[]): ClaimedView {
  const claimed = new Set(rows.flatMap(({ license, decision }) => (decision.ok ? [license.id] : [])))
  const ownerAfter = ({ id, associatedTo }: ClaimRow['license']) => (claimed.has(id) ? account : associatedTo)
  const products = [...new Set(key.licenses.map(({ license }) => license.product))]
  return {
    keyLast5: key.last5,
    rows: rows.map(({ license, decision, product }) => {
      const { name, edition } = loadProduct(db, product)
      const record = key.licenses.find((other) => other.license.id === license.id)
      return {
        licenseId: decision.ok ? license.id : null,
        product,
        productName: name,
        edition,
        outcome: outcomeOf(decision),
        code: decision.ok ? null : decision.error,
        hostName: decision.ok ? (record?.activation?.hostName ?? null) : null,
      }
    }),
    products: products.map((product) => {
      const seats = key.licenses.filter(({ license }) => license.product === product)
      const owners = seats.map(({ license }) => ownerAfter(license))
      return {
        product,
        productName: loadProduct(db, product).name,
        seats: seats.length,
        unowned: owners.filter((owner) => owner === null).length,
        yours: owners.filter((owner) => owner === account).length,
      }
    }),
  }
}

function outcomeOf(decision: ClaimRow['decision']): ClaimedView['rows'][number]['outcome'] {
  if (!decision.ok) return 'refused'
  return decision.value.length === 0 ? 'already' : 'associated'
}
