import type { EpochMs } from '@latchkey/core/ids'
import type { ExplanationView, KeyView, LicenseView } from './views.ts'

type Rule = ExplanationView['why'][number]

/** Each rule that decides whether a license runs, passed or failed, in words. */
export function explain(license: LicenseView, key: KeyView, at: EpochMs): Rule[] {
  return [
    rule('standing', license.standing === 'good', `It is in ${license.standing} standing.`),
    expiryRule(license, at),
    license.activatedOn === null
      ? rule('activated', false, 'It is not activated on any PC.')
      : rule(
          'activated',
          true,
          `It is activated on ${license.activatedOn.hostName} since ${day(license.activatedOn.since)}.`,
        ),
    ...leaseRules(license, at),
    rule(
      'hosts',
      key.hostsHolding <= key.hostsMax,
      `Its Activation Key serves ${key.hostsHolding} of at most ${key.hostsMax} ${key.hostsMax === 1 ? 'PC' : 'PCs'}.`,
    ),
    ...staleHostRules(license),
    ...emergencyRules(license),
  ]
}

function expiryRule({ expiresAt }: LicenseView, at: EpochMs): Rule {
  if (expiresAt === null) return rule('expiry', true, 'It has no end.')
  const runs = Date.parse(expiresAt) > at
  return rule('expiry', runs, `It ${runs ? 'ends' : 'ended'} on ${day(expiresAt)}.`)
}

function leaseRules({ activatedOn, terms }: LicenseView, at: EpochMs): Rule[] {
  if (activatedOn === null) return []
  if (activatedOn.leaseUntil === null) return [rule('lease', true, 'Its license file has no end.')]
  const runs = Date.parse(activatedOn.leaseUntil) > at
  const words = runs
    ? `Its license file is good until ${day(activatedOn.leaseUntil)} without contact.`
    : `Its PC has not renewed the lease, which ended on ${day(activatedOn.leaseUntil)}; ${terms.graceDays} days of grace follow.`
  return [rule('lease', runs, words)]
}

function staleHostRules({ staleHost }: LicenseView): Rule[] {
  if (staleHost === null) return []
  const until = staleHost.mayRunUntil === null ? 'without an end' : `until ${day(staleHost.mayRunUntil)}`
  return [rule('stale-host', false, `${staleHost.hostName} was not told of its return and may run ${until}.`)]
}

function emergencyRules({ emergencyHost }: LicenseView): Rule[] {
  if (emergencyHost === null) return []
  const { hostName, until } = emergencyHost
  return [rule('emergency', true, `${hostName} may run it beside that, on an emergency license, until ${day(until)}.`)]
}

function rule(name: string, passed: boolean, words: string): Rule {
  return { rule: name, passed, words }
}

/** Names of what events refer to by id. */
export interface EventNames {
  host(id: string): string
  account(id: string): string
}

type Facts = Readonly<Record<string, unknown>>

const BY = { host: 'on that PC', support: 'by Support, without the PC', owner: 'by its owner, without the PC' } as const

/** One English sentence for each type of event a license has. */
const WORDS: Readonly<Record<string, (facts: Facts, names: EventNames) => string>> = {
  issued: () => 'Issued with its Activation Key.',
  associated: (facts, names) => `Associated to ${names.account(text(facts['to']))}.`,
  transferred: (facts, names) =>
    `Transferred from ${names.account(text(facts['from']))} to ${names.account(text(facts['to']))}.`,
  released: (facts, names) => `Released from ${names.account(text(facts['from']))}.`,
  activated: (facts, names) =>
    facts['undo'] === true
      ? `The return was undone: activated on ${names.host(text(facts['on']))} again (generation ${text(facts['generation'])}).`
      : `Activated on ${names.host(text(facts['on']))} (generation ${text(facts['generation'])}).`,
  returned: (facts, names) => {
    const by = facts['by'] === 'support' || facts['by'] === 'owner' ? facts['by'] : 'host'
    const reason = facts['reason'] === undefined ? '' : `: ${text(facts['reason'])}`
    return `Returned from ${names.host(text(facts['from']))} ${BY[by]}${reason}.`
  },
  'emergency-issued': (facts, names) =>
    `Emergency license for ${names.host(text(facts['on']))} until ${typeof facts['until'] === 'number' ? day(new Date(facts['until']).toISOString()) : '?'}.`,
  'key-replaced': (facts) =>
    `Its Activation Key ending in ${text(facts['replacedLast5'])} was replaced by one ending in ${text(facts['last5'])}.`,
  'emergency-ended': (facts, names) => `The emergency license on ${names.host(text(facts['on']))} was ended.`,
  'emergency-granted': (facts) =>
    `Support has granted an emergency license; it waits for a PC until ${typeof facts['until'] === 'number' ? day(new Date(facts['until']).toISOString()) : '?'}.`,
  'emergency-withdrawn': () => 'The emergency license that Support had granted was taken back.',
  renewed: (facts, names) => `Lease renewed on ${names.host(text(facts['on']))}.`,
  'standing-set': (facts) => `Standing set to ${text(facts['standing'])}.`,
  'expiry-set': (facts) =>
    typeof facts['expiresAt'] === 'number'
      ? `Set to end on ${day(new Date(facts['expiresAt']).toISOString())}.`
      : 'Set to have no end.',
  'stale-host-seen': (facts, names) => `${names.host(text(facts['host']))} was told that the license was returned.`,
  'return-requested': (facts) => `Support was asked to return it: ${text(facts['reason'])}.`,
  'return-request-returned': () => 'The return request was answered: returned.',
  'return-request-refused': () => 'The return request was refused.',
  'return-request-decided': (facts) => DECIDED[text(facts['decision'])] ?? 'Support has decided.',
  'return-request-waits': (facts) =>
    facts['until'] === null
      ? 'Support has decided; a second agent must agree.'
      : 'Support has decided; the return waits, so that the owner can object.',
  'return-request-cancelled': () => 'The decision that waited was taken back.',
  'return-request-objected': () => 'The owner has said no to the return.',
  'return-request-reopened': () => 'The return request was opened again.',
  'transfer-offered': () => 'Offered to another account.',
  'transfer-accepted': () => 'The offer was accepted.',
  'return-request-commented': (facts) => COMMENTED[text(facts['by'])] ?? 'The return request was commented.',
  'transfer-withdrawn': () => 'The offer to another account was withdrawn.',
  'transfer-disputed': () => 'The transfer was disputed.',
  'transfer-settled': (facts) =>
    facts['decision'] === 'reverse'
      ? 'The dispute was settled: the license goes back.'
      : 'The dispute was settled: the transfer stays.',
  'return-request-withdrawn': () => 'The return request was withdrawn.',
}

const COMMENTED: Readonly<Record<string, string>> = {
  customer: 'The customer has commented on the return request.',
  support: 'Support has commented on the return request.',
  'help-desk': 'The help desk has commented on the return request.',
}

const DECIDED: Readonly<Record<string, string>> = {
  emergency: 'Support has granted an emergency license.',
  'ask-for-proof': 'Support has asked for proof.',
}

export function wordsOfEvent(type: string, facts: Facts, names: EventNames): string {
  return WORDS[type]?.(facts, names) ?? type
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '?'
}

function day(iso: string): string {
  return iso.slice(0, 10)
}
