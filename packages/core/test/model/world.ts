import type { ActivationRow, HostIntent } from '@latchkey/core/host-operation'
import type { AccountId, HostId, KeyId, LicenseId, ProductId } from '@latchkey/core/ids'
import { apply, type License, type LicenseCommand } from '@latchkey/core/license'
import { termsOf } from '@latchkey/core/policy'
import { type ActivationKey, hostsHolding } from '@latchkey/core/seats'
import { licenseOf, NOW } from '../licenses.ts'
import { ModelHost } from './host.ts'
import { handedOver, ModelOrganization, ORGANIZATION, type OrganizationStep } from './people.ts'
import { CLOCK_STEPS_MS, ModelServer, type Request, type Response } from './server.ts'

const ACCOUNTS = ['alice', 'bob'] as readonly string[] as readonly AccountId[]
const HOSTS = Array.from({ length: 12 }, (_, i) => `pc${i + 1}` as HostId)
/** The most common mix: KB1023's pair, a pool, and a pool that serves fewer hosts than it has seats and asks for the owner. */
const KEYS: readonly ActivationKey[] = [
  keyOf('pair', 1, ['ct', 'net']),
  keyOf(
    'ten',
    10,
    Array.from({ length: 10 }, () => 'ct'),
  ),
  keyOf('tight', 2, ['ct', 'ct', 'ct', 'net'], termsOf({ keyOnlyActivation: 'unowned' })),
]

/** How far an operation gets on its way. */
export const WAYS = ['answered', 'never-sent', 'reply-lost', 'reply-late', 'crash-while-applying'] as const

export type Step =
  | {
      readonly type: 'ask'
      readonly host: number
      readonly account: number
      readonly key: number
      readonly intent: HostIntent['type']
      readonly rows: number
      readonly way: (typeof WAYS)[number]
    }
  /** A journaled operation is sent again, and its answer applied. */
  | { readonly type: 'resend'; readonly host: number; readonly pick: number }
  /** A late answer arrives, out of order; kept, it arrives twice. */
  | { readonly type: 'deliver'; readonly pick: number; readonly keep: boolean }
  | { readonly type: 'vendor'; readonly license: number; readonly command: VendorCommand }
  | { readonly type: 'clock'; readonly pick: number }
  /** Owners come and go. */
  | { readonly type: 'organization'; readonly step: OrganizationStep }
  /** An owner gives a license of the organization's to somebody; two owners may mean the same one, one after the other. */
  | { readonly type: 'give'; readonly license: number; readonly by: AccountId; readonly to: AccountId }
  /** Support gives a license of somebody who has left to another one. */
  | { readonly type: 'hand-over'; readonly license: number; readonly from: AccountId; readonly to: AccountId }

type VendorCommand = Extract<
  LicenseCommand,
  { readonly type: 'support-return' | 'support-release' | 'transfer' | 'set-standing' | 'set-expiry' }
>

/** PCs, people, Support and the server, with a network between them that loses, doubles and reorders. */
export class World {
  readonly server = new ModelServer(KEYS)
  readonly hosts: readonly ModelHost[] = HOSTS.map((id) => new ModelHost(id))
  readonly organization = new ModelOrganization()
  readonly #late: Response[] = []
  readonly #leaks: string[] = []
  now = NOW

  run(step: Step): void {
    switch (step.type) {
      case 'ask':
        return this.#ask(step)
      case 'resend':
        return this.#resend(pick(this.hosts, step.host), step.pick)
      case 'deliver':
        return this.#deliver(step.pick, step.keep)
      case 'vendor':
        return this.server.command(pick(this.server.licenses, step.license).id, step.command, this.now)
      case 'organization':
        return this.#organize(step.step)
      case 'give': {
        const { id } = pick(this.server.licenses, step.license)
        const isOwner = this.organization.ownedBy(step.by).owned.length > 0
        return isOwner
          ? this.server.command(id, { type: 'transfer', from: ORGANIZATION, to: step.to }, this.now)
          : undefined
      }
      case 'hand-over': {
        const license = pick(this.server.licenses, step.license)
        if (!this.#isThere(step.to)) return
        return this.server.record(license, handedOver(license, step.from, step.to, this.now))
      }
      case 'clock':
        this.now += pick(CLOCK_STEPS_MS, step.pick)
        return this.server.forget(this.now)
    }
  }

  /** Everybody finishes what was begun, then looks at what is held: what every next start of a wizard does. */
  settle(): void {
    for (const host of this.hosts) {
      while (host.journal.length > 0) this.#resend(host, 0)
      const rows = Array.from(host.files.keys(), (licenseId) => ({ licenseId }))
      const request = host.begin({ account: null, provenKey: null }, { type: 'fetch', rows }, this.now)
      host.apply(this.#serve(request), this.now)
    }
  }

  /** What must hold after every step. */
  violations(): readonly string[] {
    const crowded = [...this.server.keys.values()].filter((key) => hostsHolding(key).size > key.hostsMax)
    const violations = this.server.licenses.flatMap((license) => this.#violationsOf(license))
    violations.push(...this.#violationsOfOwners())
    return violations.concat(crowded.map(({ id }) => `I2: ${id} serves too many hosts`))
  }

  /** What must hold once everybody has finished: PCs and server agree to the last file. */
  disagreements(): readonly string[] {
    return this.hosts.flatMap((host) =>
      this.server.licenses.flatMap((license) => {
        const expected = license.activatedOn === host.id ? license.generation : undefined
        const held = host.files.get(license.id)?.generation
        return held === expected ? [] : [`${host.id} holds ${license.id} ${held}, not ${expected}`]
      }),
    )
  }

  /** The store lets nothing go to an account that was closed. */
  #isThere(account: AccountId): boolean {
    return account !== ORGANIZATION || !this.organization.isClosed
  }

  /** Closing releases what it has to the keys, as one transaction. */
  #organize(step: OrganizationStep): void {
    this.organization.run(step, this.now)
    if (!this.organization.isClosed) return
    for (const { id, associatedTo } of this.server.licenses) {
      if (associatedTo === ORGANIZATION) this.server.command(id, { type: 'support-release' }, this.now)
    }
  }

  /** Nobody has what no one can look after, nobody is an owner twice, and no invitation lets two people in. */
  #violationsOfOwners(): readonly string[] {
    const { owners, isClosed, joinedBy } = this.organization
    const violations: string[] = [...this.#leaks]
    if (!isClosed && owners.length === 0) violations.push('the organization has no owner left')
    if (new Set(owners).size !== owners.length) violations.push('somebody owns the organization twice')
    if ([...joinedBy.values()].some((times) => times > 1)) violations.push('an invitation was accepted twice')
    const isOrphan = isClosed && this.server.licenses.some(({ associatedTo }) => associatedTo === ORGANIZATION)
    return isOrphan ? [...violations, 'I3: a license belongs to an organization that was closed'] : violations
  }

  #violationsOf(license: License): readonly string[] {
    const holders = this.hosts.filter((host) => host.files.get(license.id)?.generation === license.generation)
    const [holder] = holders
    const violations: string[] = []
    if (holders.length > 1) violations.push(`two hosts believe in generation ${license.generation} of ${license.id}`)
    const active = this.hosts.find((host) => host.id === license.activatedOn)
    const isWaiting = active?.isWaitingFor(license.keyId, license.product, license.id) ?? false
    if (active !== undefined && active !== holder && !isWaiting) {
      violations.push(`${license.id} is in use on ${active.id}, and gone there`)
    }
    if (holder !== undefined && holder !== active && license.lastReturn?.host !== holder.id) {
      violations.push(`${license.id} is held by ${holder.id}, where it never was`)
    }
    return violations
  }

  #ask(step: Extract<Step, { type: 'ask' }>): void {
    const host = pick(this.hosts, step.host)
    const key = pick(KEYS, step.key)
    const account = ACCOUNTS[step.account] ?? null
    const provenKey = step.rows % 3 === 0 && account !== null ? null : key.id
    const asking = { account, provenKey }
    const request = host.begin(asking, intentOf(step, host, key), this.now)
    if (step.way === 'never-sent') return
    const response = this.#serve(request)
    if (step.way === 'reply-late') this.#late.push(response)
    if (step.way === 'answered') host.apply(response, this.now)
    if (step.way === 'crash-while-applying') host.apply(response, this.now, step.rows % (response.rows.length + 1))
  }

  #resend(host: ModelHost, which: number): void {
    if (host.journal.length === 0) return
    const { request } = pick(host.journal, which)
    host.apply(this.#serve(request), this.now)
  }

  /** What whoever asks owns is looked up when it is decided, never carried by the request. */
  #serve(request: Request): Response {
    const { account } = request.asking
    const organizations = this.organization.ownedBy(account)
    const before = this.server.events.length
    const asking = account === null ? request.asking : { ...request.asking, organizations }
    const response = this.server.serve({ ...request, asking }, this.now)
    const isGiven = this.server.events.slice(before).some(({ event }) => 'to' in event && event.to === ORGANIZATION)
    if (isGiven && organizations.owned.length === 0) this.#leaks.push(`${account} gave to what they do not own`)
    return response
  }

  #deliver(which: number, keep: boolean): void {
    if (this.#late.length === 0) return
    const response = pick(this.#late, which)
    if (!keep) this.#late.splice(this.#late.indexOf(response), 1)
    this.hosts.find(({ id }) => id === response.host)?.apply(response, this.now)
  }
}

/** I1, I3, I6 by the events alone: each follows from the state before it, and together they give the state now. */
export function historyViolations(server: ModelServer): readonly string[] {
  const violations: string[] = []
  const licenses = new Map(KEYS.flatMap((key) => key.licenses).map((license) => [license.id, license]))
  for (const { licenseId, event } of server.events) {
    const before = licenses.get(licenseId)
    if (before === undefined) continue
    if (event.type === 'activated' && before.activatedOn !== null) violations.push(`I1: ${licenseId} activated twice`)
    if (event.type === 'activated' && event.generation <= before.generation) violations.push(`I6: ${licenseId}`)
    if (event.type === 'returned' && before.activatedOn !== event.from) violations.push(`I1: ${licenseId} not there`)
    if (event.type === 'associated' && before.associatedTo !== null) violations.push(`I3: ${licenseId} has an owner`)
    const isOwnerChange = event.type === 'transferred' || event.type === 'released'
    if (isOwnerChange && before.associatedTo !== event.from) violations.push(`I3: ${licenseId} is not theirs`)
    licenses.set(licenseId, apply(before, event))
  }
  const isSame = server.licenses.every(
    (license) => JSON.stringify(license) === JSON.stringify(licenses.get(license.id)),
  )
  return isSame ? violations : [...violations, 'I4: the events do not give the state']
}

function intentOf(step: Extract<Step, { type: 'ask' }>, host: ModelHost, key: ActivationKey): HostIntent {
  const files = [...host.files.keys()]
  const held = files.filter((_, i) => step.rows % (i + 2) !== 1).map((licenseId) => ({ licenseId }))
  const products: readonly ProductId[] = [...new Set(key.licenses.map(({ product }) => product))]
  const wanted = products.filter((_, i) => ((step.rows >> i) & 1) === 0)
  const rows: readonly ActivationRow[] = wanted.map((product) => ({ keyId: key.id, product }))
  if (step.intent === 'associate') return { type: 'associate' }
  return step.intent === 'activate' ? { type: 'activate', rows } : { type: step.intent, rows: held }
}

function keyOf(name: string, hostsMax: number, products: readonly string[], terms = termsOf({})): ActivationKey {
  const id = `key_${name}` as KeyId
  const licenses = products.map((product, i) =>
    licenseOf({ id: `lic_${name}_${i}` as LicenseId, keyId: id, product: product as ProductId, terms, generation: 0 }),
  )
  return { id, hostsMax, licenses }
}

function pick<T>(values: readonly T[], index: number): T {
  const value = values[index % values.length]
  if (value === undefined) throw new RangeError('nothing to pick from')
  return value
}
