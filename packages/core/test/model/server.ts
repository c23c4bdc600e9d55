import { type Asking, type HostIntent, performHostIntent, type RowOutcome } from '@latchkey/core/host-operation'
import type { HostId, KeyId, LicenseId } from '@latchkey/core/ids'
import { DAY_MS, HOUR_MS, LIMITS } from '@latchkey/core/limits'
import { applyAll, decide, type License, type LicenseCommand, type LicenseEvent } from '@latchkey/core/license'
import type { LicenseRefusalCode } from '@latchkey/core/refusals'
import type { ActivationKey } from '@latchkey/core/seats'

/** What a host sends: the same bytes each time it is sent. */
export interface Request {
  readonly operationId: string
  readonly at: number
  readonly asking: Asking
  readonly intent: HostIntent
}

/** A signed license file or receipt, as far as the model needs it. */
export interface Signed {
  readonly licenseId: LicenseId
  readonly keyId: KeyId
  readonly product: string
  readonly generation: number
  readonly until: number
}

export interface ResponseRow {
  readonly code: LicenseRefusalCode | 'UNKNOWN' | null
  readonly licenseId: LicenseId | null
  readonly file: Signed | null
  readonly receipt: Signed | null
}

export interface Response {
  readonly operationId: string
  readonly host: HostId
  readonly refusal: 'REQUEST_STALE' | null
  readonly rows: readonly ResponseRow[]
}

/** The authority: decides with the core, remembers every operation for as long as product.md says, and keeps all events. */
export class ModelServer {
  readonly keys: Map<KeyId, ActivationKey>
  readonly events: { readonly licenseId: LicenseId; readonly event: LicenseEvent }[] = []
  readonly #operations = new Map<string, { readonly at: number; readonly response: Response }>()

  constructor(keys: readonly ActivationKey[]) {
    this.keys = new Map(keys.map((key) => [key.id, key]))
  }

  get licenses(): readonly License[] {
    return [...this.keys.values()].flatMap((key) => key.licenses)
  }

  /** One transaction: the operation's memory, the state and the events. */
  serve(request: Request, now: number): Response {
    const stored = this.#operations.get(request.operationId)
    if (stored !== undefined) return stored.response
    const { operationId, asking } = request
    if (now - request.at > LIMITS.clockToleranceMs) {
      return { operationId, host: asking.host, refusal: 'REQUEST_STALE', rows: [] }
    }
    const outcome = performHostIntent(this.#keysNamed(request), asking, request.intent, now)
    for (const key of outcome.keys) this.keys.set(key.id, key)
    for (const row of outcome.rows) {
      if (row.status === 'succeeded') this.#record(row.license.id, row.events)
    }
    const rows = outcome.rows.map((row) => responseRow(row, request, now))
    const response: Response = { operationId, host: asking.host, refusal: null, rows }
    this.#operations.set(operationId, { at: now, response })
    return response
  }

  /** Support, or the vendor: a command on one license, from the console. */
  command(licenseId: LicenseId, command: LicenseCommand, now: number): void {
    const license = this.licenses.find(({ id }) => id === licenseId)
    if (license === undefined) return
    const decision = decide(license, command, now)
    if (decision.ok) this.record(license, decision.value)
  }

  /** One transaction: what has happened to a license, and its state after it. */
  record(license: License, events: readonly LicenseEvent[]): void {
    const key = this.keys.get(license.keyId)
    if (key === undefined) return
    const after = applyAll(license, events)
    const licenses = key.licenses.map((other) => (other.id === license.id ? after : other))
    this.keys.set(key.id, { ...key, licenses })
    this.#record(license.id, events)
  }

  /** Operations are forgotten after their time. */
  forget(now: number): void {
    for (const [operationId, { at }] of this.#operations) {
      if (now - at > LIMITS.operationKeptMs) this.#operations.delete(operationId)
    }
  }

  #record(licenseId: LicenseId, events: readonly LicenseEvent[]): void {
    for (const event of events) this.events.push({ licenseId, event })
  }

  /** Exactly the keys that the rows or the proof name, as the store would load them. */
  #keysNamed({ asking, intent }: Request): readonly ActivationKey[] {
    const named = new Set<KeyId>(asking.provenKey === null ? [] : [asking.provenKey])
    if (intent.type === 'fetch' && intent.rows.length === 0) {
      for (const license of this.licenses) if (license.activatedOn === asking.host) named.add(license.keyId)
    }
    for (const row of intent.type === 'associate' ? [] : intent.rows) {
      const keyId = 'keyId' in row ? row.keyId : this.licenses.find(({ id }) => id === row.licenseId)?.keyId
      if (keyId !== undefined) named.add(keyId)
    }
    return [...named].flatMap((id) => this.keys.get(id) ?? [])
  }
}

function responseRow(row: RowOutcome, request: Request, now: number): ResponseRow {
  if (row.status === 'unknown') return { code: 'UNKNOWN', licenseId: null, file: null, receipt: null }
  const { license } = row
  if (row.status === 'refused') return { code: row.code, licenseId: license.id, file: null, receipt: null }
  const signed: Signed = {
    licenseId: license.id,
    keyId: license.keyId,
    product: license.product,
    generation: license.generation,
    until: now + license.terms.leaseDays * DAY_MS,
  }
  const isReturn = request.intent.type === 'return'
  const isHere = license.activatedOn === request.asking.host
  return { code: null, licenseId: license.id, file: isHere ? signed : null, receipt: isReturn ? signed : null }
}

/** Steps of the clock that make requests stale, operations forgotten, leases end. */
export const CLOCK_STEPS_MS = [HOUR_MS, 27 * HOUR_MS, 10 * DAY_MS, 31 * DAY_MS, 400 * DAY_MS, -HOUR_MS] as const
