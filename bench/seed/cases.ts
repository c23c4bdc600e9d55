import { RETURN_REASONS } from '@latchkey/core/return-request'
import { HOUR_MS } from '@latchkey/core/limits'
import type { Seeding } from './rows.ts'
import { hostIdOf, idOf, spread } from './random.ts'

/** One case for so many keys, of which one in fifty is open; one transfer and two mails likewise. */
const KEYS_PER_CASE = 25

/** Cases, transfers and mails: a share of the keys has them. */
export function insertCases(seeding: Seeding): number {
  const { sizes, now } = seeding
  let count = 0
  // Of keys that are activated, and were once.
  for (let key = 4; key < sizes.keys; key += KEYS_PER_CASE) {
    count += 1
    const at = now - spread(count, 24 * 90) * HOUR_MS - count
    insertCase(seeding, key, count, at)
    insertTransfer(seeding, key, count, at)
    insertMail(seeding, key, count, at)
  }
  return count
}

function insertCase({ bulk, sizes }: Seeding, key: number, count: number, at: number): void {
  const isOpen = count % 50 === 0
  const states = ['returned', 'refused', 'withdrawn'] as const
  const id = idOf('rr', count)
  bulk.insert('return_requests', {
    id,
    state: isOpen ? 'open' : (states[count % 3] ?? 'returned'),
    closed: Number(!isOpen),
    reason: RETURN_REASONS[count % RETURN_REASONS.length] ?? 'lost-pc',
    email: `reader.${count}@firm-${count % 977}.example`,
    message: 'The disk is broken.',
    key_id: idOf('key', key),
    host: key % 20 < 16 ? hostIdOf(key) : null,
    account: null,
    opened_at: at,
    closed_at: isOpen ? null : at + HOUR_MS,
    answer: isOpen ? null : 'Done.',
    external_id: count % 4 === 0 ? `ZD-${count}` : null,
  })
  bulk.insert('return_request_licenses', { request: id, license: idOf('lic', key * sizes.licensesPerKey) })
}

function insertTransfer({ bulk, sizes }: Seeding, key: number, count: number, at: number): void {
  const states = ['accepted', 'withdrawn', 'offered', 'kept', 'reversed', 'disputed'] as const
  const state = states[count % states.length] ?? 'accepted'
  const isTaken = state !== 'withdrawn' && state !== 'offered'
  bulk.insert('transfers', {
    id: idOf('trf', count),
    from_account: idOf('acc', spread(key, sizes.accounts)),
    to_account: isTaken ? idOf('acc', spread(key + 1, sizes.accounts)) : null,
    email: `buyer.${count}@firm-${count % 977}.example`,
    token_hash: `seeded ${count}`,
    state,
    offered_at: at,
    expires_at: at + 14 * 24 * HOUR_MS,
    accepted_at: isTaken ? at + HOUR_MS : null,
  })
  bulk.insert('transfer_licenses', { transfer: idOf('trf', count), license: idOf('lic', key * sizes.licensesPerKey) })
}

/** Sent long ago; of the event that issued the license. */
function insertMail({ bulk, sizes }: Seeding, key: number, count: number, at: number): void {
  bulk.insert('mails', {
    id: idOf('ml', count),
    event: idOf('evt', key * sizes.licensesPerKey * 10),
    template: 'key-used',
    facts: JSON.stringify({ product: 'Commissioning Tool', keyLast5: 'SEEDS', hostName: 'LAB-1', at }),
    address: `reader.${count}@firm-${count % 977}.example`,
    language: 'en',
    account: idOf('acc', spread(key, sizes.accounts)),
    state: count % 40 === 0 ? 'dead' : 'sent',
    attempts: 1,
    created_at: at,
    sent_at: at,
  })
}
