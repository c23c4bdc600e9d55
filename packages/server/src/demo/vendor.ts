import type { BodyOf } from '@latchkey/contract/operations'
import type { StaffRole } from '@latchkey/core/access'
import { DAY_MS } from '@latchkey/core/limits'
import type { EpochMs } from '@latchkey/core/ids'

/** The demo's vendor: that of KB1023. */
export const PRODUCTS: Readonly<Record<string, BodyOf<'putProduct'>>> = {
  ct: { name: 'Commissioning Tool', edition: 'Professional', features: [] },
  'izot-net-server': { name: 'IzoT Net Server', edition: 'Standard', features: [] },
  'openlns-server': { name: 'OpenLNS Server', edition: 'Standard', features: [] },
}

/**
 * The demo's policy, that of every key it sells: KB1023 2.B to 2.G is walked in one sitting, so nothing that Support returns waits. A
 * vendor's own policy holds what is risky for three days.
 */
export const POLICY: BodyOf<'putPolicy'> = { name: 'Standard', terms: { supportHoldHighRiskHours: 0 } }

/** A key the demo sells, and what the greeting calls it. */
export interface DemoOrder {
  readonly order: string
  readonly words: string
  readonly products: BodyOf<'issueKey'>['products']
  readonly expiresAt?: string
}

const EXPIRED_BEFORE_MS = 30 * DAY_MS

/** Orders of the demo; one of them was over before the demo began. */
export function demoOrders(now: EpochMs): readonly DemoOrder[] {
  return [
    {
      order: 'DEMO-1',
      words: 'CT + IzoT Net Server',
      products: [
        { product: 'ct', seats: 1 },
        { product: 'izot-net-server', seats: 1 },
      ],
    },
    { order: 'DEMO-2', words: 'CT, 10 seats', products: [{ product: 'ct', seats: 10 }] },
    {
      order: 'DEMO-3',
      words: 'OpenLNS Server, expired',
      products: [{ product: 'openlns-server', seats: 1 }],
      expiresAt: new Date(now - EXPIRED_BEFORE_MS).toISOString(),
    },
  ]
}

/** Software Download accounts. */
export const ACCOUNTS = ['alice', 'bob'] as const

export const STAFF: readonly { readonly username: string; readonly role: StaffRole; readonly words: string }[] = [
  { username: 'sam', role: 'support', words: 'Support' },
  { username: 'ada', role: 'admin', words: 'admin' },
]

/** Reserved for documentation (RFC 2606): no mail of a demo reaches anybody. */
export function emailOf(username: string): string {
  return `${username}@example.com`
}
