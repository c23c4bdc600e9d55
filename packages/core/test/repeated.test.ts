import { expect, test } from 'vitest'
import { type Asking, type HostIntent, performHostIntent } from '@latchkey/core/host-operation'
import type { LicenseId } from '@latchkey/core/ids'
import type { ActivationKey } from '@latchkey/core/seats'
import { CT, ELSE, HERE, KEY, keyOf, ME, NOW, OTHER } from './licenses.ts'

const ROW = { licenseId: 'lic_1' as LicenseId }
const INTENTS: readonly HostIntent[] = [
  { type: 'associate' },
  { type: 'activate', rows: [{ keyId: KEY, product: CT }] },
  { type: 'return', rows: [ROW] },
  { type: 'transfer', rows: [ROW] },
  { type: 'fetch', rows: [ROW] },
]
const ASKINGS: readonly Asking[] = [HERE, ELSE].flatMap((host) =>
  [null, ME, OTHER].flatMap((account) => [KEY, null].map((provenKey) => ({ host, account, provenKey }))),
)
const OPERATIONS = ASKINGS.flatMap((asking) => INTENTS.map((intent) => ({ asking, intent })))

/** Keys reached from an activation by every sequence of so many operations, each only once. */
function keysAfter(operationsMax: number): readonly ActivationKey[] {
  const fresh = keyOf(['-/-'], { hostsMax: 1 })
  const first = OPERATIONS.filter(({ intent }) => intent.type === 'activate').map((operation) =>
    perform(fresh, operation),
  )
  const seen = new Map(first.map((key) => [JSON.stringify(key), key]))
  for (let count = 0; count < operationsMax; count += 1) {
    for (const key of [...seen.values()].flatMap((key) => OPERATIONS.map((operation) => perform(key, operation)))) {
      // The generation tells how often, not what: left out, every sequence of any length comes back to a state seen before.
      const licenses = key.licenses.map((license) => Object.assign({}, license, { generation: 1 }))
      seen.set(JSON.stringify({ ...key, licenses }), { ...key, licenses })
    }
  }
  return [...seen.values()]
}

function perform(key: ActivationKey, { asking, intent }: (typeof OPERATIONS)[number]): ActivationKey {
  return performHostIntent([key], asking, intent, NOW).keys[0] ?? key
}

test('after an activation and any sequence of operations, repeating what succeeded is free', () => {
  const keys = keysAfter(6)
  expect(keys.length).toBe(keysAfter(7).length)
  const paid = keys.flatMap((key) =>
    OPERATIONS.flatMap(({ asking, intent }) => {
      const first = performHostIntent([key], asking, intent, NOW)
      const second = performHostIntent(first.keys, asking, intent, NOW)
      const rows = second.rows.filter((_, i) => first.rows[i]?.status === 'succeeded')
      return rows.filter((row) => row.status !== 'succeeded' || row.events.length > 0)
    }),
  )
  expect(paid).toEqual([])
  expect(keys.length).toBeGreaterThan(10)
})
