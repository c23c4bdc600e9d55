import type { ReturnReason } from '@latchkey/core/return-request'
import type { Language } from '@latchkey/words/language'

/** Names of what events refer to by id. */
export interface EventNames {
  host(id: string): string
  /** `you` and `another` are said in the reader's language. */
  account(id: string): string | { readonly is: 'you' | 'another' }
}

type Facts = Readonly<Record<string, unknown>>

/** Marks words for the catalog. */
function spoken<const T>(words: T): T {
  return words
}

/** One sentence for each type of event a license has. */
const WORDS = spoken({
  issued: 'Issued with its Activation Key.',
  associated:
    '{toWhom, select, you {Associated to you.} another {Associated to another account.} other {Associated to {to}.}}',
  transferred:
    '{fromWhom, select, you {You transferred it to another account.} another {Transferred to you from another account.} other {Transferred from {from} to {to}.}}',
  released:
    '{fromWhom, select, you {Released from your account.} another {Released from another account.} other {Released from {from}.}}',
  activated:
    '{undo, select, yes {The return was undone: activated on {on} again (generation {generation}).} other {Activated on {on} (generation {generation}).}}',
  returned:
    '{by, select, support {Returned from {from} by Support, without the PC.} owner {Returned from {from} by its owner, without the PC.} other {Returned from {from} on that PC.}}',
  'emergency-issued': 'Emergency license for {on} until {until}.',
  'emergency-ended': 'The emergency license on {on} was ended.',
  'emergency-granted': 'Support has granted an emergency license; it waits for a PC until {until}.',
  'emergency-withdrawn': 'The emergency license that Support had granted was taken back.',
  'key-replaced': 'Its Activation Key ending in {replacedLast5} was replaced by one ending in {last5}.',
  'expiry-told': 'Its owner was told by mail that it ends on {expiresAt}.',
  renewed: 'Lease renewed on {on}.',
  'standing-set':
    '{standing, select, good {Put into good standing again.} suspended {Suspended.} other {Withdrawn by the vendor.}}',
  'expiry-set': '{endless, select, yes {Set to have no end.} other {Set to end on {expiresAt}.}}',
  'stale-host-seen': '{host} was told that the license was returned.',
  'return-requested': 'Support was asked to return it.',
  'return-request-returned': 'The return request was answered: returned.',
  'return-request-refused': 'The return request was refused.',
  'return-request-decided':
    '{decision, select, emergency {Support has granted an emergency license.} proof {Support has asked for proof.} other {Support has decided.}}',
  'return-request-waits':
    '{until, select, none {Support has decided; a second agent must agree.} other {Support has decided; the return waits, so that the owner can object.}}',
  'return-request-cancelled': 'The decision that waited was taken back.',
  'return-request-commented':
    '{by, select, customer {The customer has commented on the return request.} support {Support has commented on the return request.} other {The help desk has commented on the return request.}}',
  'return-request-objected': 'The owner has said no to the return.',
  'return-request-reopened': 'The return request was opened again.',
  'return-request-withdrawn': 'The return request was withdrawn.',
  'transfer-offered': 'Offered to another account.',
  'transfer-accepted': 'The offer was accepted.',
  'transfer-withdrawn': 'The offer to another account was withdrawn.',
  'transfer-disputed': 'The transfer was disputed.',
  'transfer-settled':
    '{decision, select, reverse {The dispute was settled: the license goes back.} other {The dispute was settled: the transfer stays.}}',
})

/** Why a license is returned without its PC. */
const REASONS = spoken({
  'lost-pc': 'Reason: the PC is lost.',
  'dead-pc': 'Reason: the PC no longer starts.',
  reinstall: 'Reason: the system was set up anew.',
  'hardware-change': 'Reason: parts of the PC were replaced.',
  'account-transfer': 'Reason: it moves to another account.',
  'publisher-error': 'Reason: an error of the vendor.',
  refund: 'Reason: the order was paid back.',
  abuse: 'Reason: abuse.',
}) satisfies Readonly<Record<ReturnReason, string>>

/** Whether an event has a sentence: those of licenses do. */
export function isInWords(type: string): boolean {
  return isKey(WORDS, type)
}

/** An event in a sentence of a language. A type from a newer server is named as it is. */
export function wordsOfEvent(type: string, facts: Facts, names: EventNames, language: Language): string {
  if (!isKey(WORDS, type)) return type
  const sentence = language.say(WORDS[type], valuesOf(type, facts, names, language))
  const { reason } = facts
  return isKey(REASONS, reason) ? `${sentence} ${language.say(REASONS[reason])}` : sentence
}

function isKey<T extends object>(table: T, key: unknown): key is keyof T {
  return typeof key === 'string' && Object.hasOwn(table, key)
}

/** What the sentences name, of all events at once; what an event does not have is `none` or `?`. */
function valuesOf(type: string, facts: Facts, names: EventNames, language: Language): Readonly<Record<string, string>> {
  const text = (name: string, otherwise = '?') => {
    const value = facts[name]
    return typeof value === 'string' || typeof value === 'number' ? String(value) : otherwise
  }
  const day = (name: string, otherwise: string) => {
    const value = facts[name]
    return typeof value === 'number' ? language.day(value) : otherwise
  }
  const host = (name: string) => (typeof facts[name] === 'string' ? names.host(facts[name]) : '?')
  const account = (name: string) => (typeof facts[name] === 'string' ? names.account(facts[name]) : '?')
  // Of accounts, or of the PC that a return is from.
  const isAboutPc = type === 'returned'
  const from = isAboutPc ? host('from') : account('from')
  const to = account('to')
  return {
    on: host('on'),
    host: host('host'),
    from: typeof from === 'string' ? from : '',
    to: typeof to === 'string' ? to : '',
    fromWhom: typeof from === 'string' ? 'other' : from.is,
    toWhom: typeof to === 'string' ? 'other' : to.is,
    generation: text('generation'),
    last5: text('last5'),
    replacedLast5: text('replacedLast5'),
    undo: facts['undo'] === true ? 'yes' : 'no',
    by: text('by', 'host'),
    // A hyphen is none of ICU's names.
    decision: text('decision', 'none').replace('ask-for-proof', 'proof'),
    standing: text('standing'),
    endless: typeof facts['expiresAt'] === 'number' ? 'no' : 'yes',
    expiresAt: day('expiresAt', '?'),
    until: day('until', 'none'),
  }
}
