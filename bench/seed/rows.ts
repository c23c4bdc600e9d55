import { formatActivationKey, KEY_RANDOM_BYTES, last5Of } from '@latchkey/core/activation-key'
import type { KeyId } from '@latchkey/core/ids'
import { DAY_MS } from '@latchkey/core/limits'
import { leaseUntil, renewFrom, type PolicyTerms } from '@latchkey/core/policy'
import { digestActivationKey, sealActivationKey } from '../../packages/server/src/signing/activation-key-secrecy.ts'
import type { ServerSecrets } from '../../packages/server/src/signing/keys.ts'
import type { Bulk } from './bulk.ts'
import { type Life, lifeOf, type Step, stepAt } from './life.ts'
import { bytesOf, hostIdOf, idOf, spread } from './random.ts'

/** How much there is of what. */
interface Sizes {
  readonly keys: number
  readonly licensesPerKey: number
  readonly accounts: number
}

export interface Seeding {
  readonly bulk: Bulk
  readonly sizes: Sizes
  readonly now: number
  readonly terms: PolicyTerms
  readonly secrets: ServerSecrets
}

export const PRODUCTS = [
  ['ct', 'Commissioning Tool', 'Standard'],
  ['izot-net-server', 'IzoT Net Server', 'Standard'],
  ['openlns-server', 'OpenLNS Server', 'Professional'],
] as const

const FIRST = ['anna', 'ben', 'carla', 'david', 'elif', 'farid', 'grace', 'hugo', 'ines', 'jun', 'karin', 'luis']
const LAST = ['abel', 'berger', 'costa', 'dubois', 'eriksen', 'fischer', 'garcia', 'haddad', 'ito', 'jansen', 'kaya']
const PLACES = ['line', 'lab', 'office', 'plant', 'panel', 'workshop']

export function insertAccount({ bulk, now }: Seeding, index: number): void {
  const username = `${FIRST[index % FIRST.length]}.${LAST[index % LAST.length]}.${index}`
  const at = new Date(now - 1_200 * DAY_MS + index * 1_000).toISOString()
  const email = `${username}@firm-${spread(index, 4_001)}.example`
  bulk.insert('accounts', {
    id: idOf('acc', index),
    name: username,
    email,
    emailVerified: 1,
    createdAt: at,
    updatedAt: at,
    username,
    displayUsername: username,
  })
}

/** The text of the `index`-th key, for whoever wants to search for it. */
export function keyTextOf(index: number) {
  return formatActivationKey(bytesOf(`activation key ${index}`, KEY_RANDOM_BYTES))
}

export function orderNumberOf(index: number): string {
  return `SO-${String(index + 100_000).padStart(7, '0')}`
}

export function hostNameOf(index: number): string {
  return `${(PLACES[index % PLACES.length] ?? '').toUpperCase()}-${spread(index, 900_001)}`
}

/** Everything of one step of the life of a key's licenses. */
export function insertStep(seeding: Seeding, key: number, step: Step): number {
  if (step === 'issued') insertKey(seeding, key)
  const { sizes } = seeding
  for (let seat = 0; seat < sizes.licensesPerKey; seat += 1) insertEvent(seeding, key, seat, step)
  return sizes.licensesPerKey
}

function insertKey(seeding: Seeding, key: number): void {
  const { bulk, secrets, now, sizes } = seeding
  const at = stepAt(key, 'issued', sizes.keys, now)
  const id: KeyId = idOf('key', key)
  const text = keyTextOf(key)
  bulk.insert('orders', { id: idOf('ord', key), number: orderNumberOf(key), created_at: at })
  bulk.insert('activation_keys', {
    id,
    order_id: idOf('ord', key),
    digest: digestActivationKey(text, secrets),
    sealed: sealActivationKey(text, id, secrets, (sizeBytes) => bytesOf(`seal ${key}`, sizeBytes)),
    last5: last5Of(text),
    legacy: 0,
    hosts_max: 1,
    created_at: at,
  })
  if (lifeOf(key).isActivated) insertHost(seeding, key)
  for (let seat = 0; seat < sizes.licensesPerKey; seat += 1) insertLicense(seeding, key, seat, at)
}

function insertLicense(seeding: Seeding, key: number, seat: number, at: number): void {
  const { bulk, terms, sizes } = seeding
  const life = lifeOf(key)
  const isReturned = life.returnedBy !== null
  bulk.insert('licenses', {
    id: idOf('lic', key * sizes.licensesPerKey + seat),
    key_id: idOf('key', key),
    product: PRODUCTS[seat % PRODUCTS.length]?.[0] ?? '',
    policy: 'standard',
    terms: JSON.stringify(terms),
    standing: standingOf(key),
    expires_at: expiryOf(seeding, key),
    account: life.isAssociated ? ownerOf(seeding, key) : null,
    generation: Number(life.isActivated) + Number(life.isActivatedAgain),
    last_return_host: isReturned ? hostIdOf(key) : null,
    last_return_by: life.returnedBy,
    version: versionsOf(life),
    created_at: at,
  })
  insertActivations(seeding, key, seat)
}

function insertActivations(seeding: Seeding, key: number, seat: number): void {
  const { bulk, sizes, now, terms } = seeding
  const life = lifeOf(key)
  if (!life.isActivated) return
  const license = idOf('lic', key * sizes.licensesPerKey + seat)
  const since = stepAt(key, 'activated', sizes.keys, now)
  const returnedAt = life.returnedBy === null ? null : stepAt(key, 'returned', sizes.keys, now)
  const lease = (from: number, current: boolean) => {
    // Whoever holds a license has renewed lately.
    const until = leaseUntil(terms, expiryOf(seeding, key), current ? now - (spread(key, 12) + 1) * DAY_MS : from)
    return { lease_until: until, renew_from: until === null ? null : renewFrom(from, until, 0.5) }
  }
  bulk.insert('activations', {
    license,
    generation: 1,
    host: hostIdOf(key),
    since,
    ...lease(since, returnedAt === null),
    returned_at: returnedAt,
    returned_by: life.returnedBy,
    reason: life.returnedBy === null || life.returnedBy === 'host' ? null : 'lost-pc',
    stale_seen_at: returnedAt !== null && key % 2 === 0 ? returnedAt : null,
  })
  if (!life.isActivatedAgain) return
  const again = stepAt(key, 'activated-again', sizes.keys, now)
  bulk.insert('activations', {
    license,
    generation: 2,
    host: hostIdOf(key),
    since: again,
    ...lease(again, true),
    returned_at: null,
    returned_by: null,
    reason: null,
    stale_seen_at: null,
  })
}

function insertHost({ bulk, sizes, now }: Seeding, key: number): void {
  const coordinate = (axis: string) => Buffer.from(bytesOf(`${axis} ${key}`, 32)).toString('base64url')
  bulk.insert('hosts', {
    id: hostIdOf(key),
    device_key: JSON.stringify({ kty: 'EC', crv: 'P-256', x: coordinate('x'), y: coordinate('y') }),
    name: hostNameOf(key),
    os: key % 3 === 0 ? 'Windows 11' : 'Windows 10',
    fingerprint: JSON.stringify({ board: coordinate('board'), disk: coordinate('disk') }),
    first_seen_at: stepAt(key, 'activated', sizes.keys, now),
    last_seen_at: Math.max(stepAt(key, 'activated', sizes.keys, now), now - spread(key, 30 * 1_440) * 60_000),
  })
}

function insertEvent(seeding: Seeding, key: number, seat: number, step: Step): void {
  const { bulk, sizes, now } = seeding
  const index = key * sizes.licensesPerKey + seat
  const { type, data, actor } = eventOf(seeding, key, step)
  bulk.insert('events', {
    id: idOf('evt', index * 10 + STEP_NUMBERS[step]),
    operation: idOf('op', key * 10 + STEP_NUMBERS[step]),
    caller: actor.id ?? 'latchkey',
    actor_type: actor.type,
    actor_id: actor.id,
    license: idOf('lic', index),
    version: versionOf(lifeOf(key), step),
    type,
    data: JSON.stringify(data),
    at: stepAt(key, step, sizes.keys, now),
  })
}

const STEP_NUMBERS = { issued: 0, associated: 1, activated: 2, renewed: 3, returned: 4, 'activated-again': 5 } as const

function eventOf(seeding: Seeding, key: number, step: Step) {
  const host = hostIdOf(key)
  const onHost = { type: 'host', id: host }
  const owner = ownerOf(seeding, key)
  switch (step) {
    case 'issued':
      return {
        type: 'issued',
        data: { keyId: idOf('key', key), policy: 'standard' },
        actor: { type: 'token', id: idOf('tok', key % 3) },
      }
    case 'associated':
      return { type: 'associated', data: { to: owner }, actor: { type: 'account', id: owner } }
    case 'activated':
      return { type: 'activated', data: { on: host, generation: 1 }, actor: onHost }
    case 'activated-again':
      return { type: 'activated', data: { on: host, generation: 2 }, actor: onHost }
    case 'renewed':
      return { type: 'renewed', data: { on: host }, actor: onHost }
    case 'returned': {
      const by = lifeOf(key).returnedBy ?? 'host'
      const actors = {
        host: onHost,
        owner: { type: 'account', id: owner },
        support: { type: 'staff', id: idOf('stf', key % 40) },
      }
      const reason = by === 'host' ? {} : { reason: 'lost-pc' }
      return { type: 'returned', data: { from: host, by, ...reason }, actor: actors[by] }
    }
  }
}

/** The steps that a license has been through before one, and that one. */
function versionOf(life: Life, step: Step): number {
  const done = [
    true,
    life.isAssociated,
    life.isActivated,
    life.isRenewed,
    life.returnedBy !== null,
    life.isActivatedAgain,
  ]
  return done.slice(0, STEP_NUMBERS[step] + 1).filter(Boolean).length
}

function versionsOf(life: Life): number {
  return versionOf(life, 'activated-again')
}

function ownerOf({ sizes }: Seeding, key: number): string {
  return idOf('acc', spread(key, sizes.accounts))
}

function standingOf(key: number): string {
  if (key % 50 === 7) return 'suspended'
  return key % 100 === 9 ? 'revoked' : 'good'
}

/** A third of all end some day, half of these behind us. */
function expiryOf({ now }: Seeding, key: number): number | null {
  return key % 3 === 1 ? now + (spread(key, 1_000) - 500) * DAY_MS : null
}
