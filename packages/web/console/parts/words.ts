import type { AnswerOf, BodyOf } from '@latchkey/contract/operations'
import type { StatusTone } from '../../ui/status.tsx'

export type License = AnswerOf<'getLicense'>
export type ReturnRequest = AnswerOf<'listReturnRequests'>['items'][number]
export type ReturnCase = AnswerOf<'getReturnRequest'>
export type Decision = BodyOf<'decideReturnRequest'>['decision']
export type Reason = BodyOf<'supportReturnLicense'>['reason']

interface Words {
  readonly label: string
  readonly hint: string
}

/** What Support may choose. */
export const DECISION_CHOICES = [
  'return',
  'return-and-release',
  'emergency',
  'ask-for-proof',
  'refuse',
] as const satisfies readonly Decision[]

/** A table of words as the options of a select. */
export function optionsOf<Value extends string>(words: Readonly<Record<Value, Words>>) {
  return (Object.keys(words) as Value[]).map((value) => ({
    value,
    label: words[value].label,
    hint: words[value].hint,
  }))
}

interface State {
  readonly label: string
  readonly tone: StatusTone
}

/** Reasons of a return as Support says them, and when each is meant. */
export const REASONS = {
  'lost-pc': { label: 'Lost PC', hint: 'Stolen, lost or given away.' },
  'dead-pc': { label: 'Dead PC', hint: 'It no longer starts.' },
  reinstall: { label: 'Reinstall', hint: 'The system was set up anew on the same PC.' },
  'hardware-change': { label: 'Hardware change', hint: 'So much was replaced that it counts as another PC.' },
  'account-transfer': { label: 'Account transfer', hint: 'The license moves to another account (KB1023, route 2).' },
  'publisher-error': { label: 'Our error', hint: 'Never counts against the customer.' },
  refund: { label: 'Refund', hint: 'The order was paid back.' },
  abuse: { label: 'Abuse', hint: 'The key was passed on or sold again.' },
} as const satisfies Record<Reason, Words>

export const REASON_OPTIONS = optionsOf<Reason>(REASONS)

export const DECISIONS = {
  return: { label: 'Return', hint: 'The seat is free again; the owner stays the owner.' },
  'return-and-release': {
    label: 'Return and release',
    hint: 'The seat is free, and so is the license: no account owns it.',
  },
  emergency: { label: 'Emergency license', hint: 'The new PC may go on for some days; the case stays open.' },
  'ask-for-proof': { label: 'Ask for proof', hint: 'The case waits for the customer.' },
  refuse: { label: 'Refuse', hint: 'Closes the case; nothing is returned.' },
} as const satisfies Record<Decision, Words>

export const REQUEST_STATES = {
  open: { label: 'Open', tone: 'info' },
  returned: { label: 'Returned', tone: 'success' },
  refused: { label: 'Refused', tone: 'neutral' },
  withdrawn: { label: 'Withdrawn', tone: 'neutral' },
} as const satisfies Record<ReturnRequest['state'], State>

export const STAGES = {
  new: { label: 'New', tone: 'info' },
  'proof-asked': { label: 'Waits for proof', tone: 'neutral' },
  'needs-second-agent': { label: 'Needs a second agent', tone: 'warning' },
  held: { label: 'On hold', tone: 'warning' },
  closed: { label: 'Closed', tone: 'neutral' },
} as const satisfies Record<ReturnRequest['stage'], State>

export const CHANNELS = {
  wizard: 'License Wizard',
  portal: 'Portal',
  form: 'Public form',
  api: 'API',
  'help-desk': 'Help desk',
} as const satisfies Record<ReturnRequest['channel'], string>

export const STANDINGS = {
  good: { label: 'Good', tone: 'success' },
  suspended: { label: 'Suspended', tone: 'warning' },
  revoked: { label: 'Withdrawn', tone: 'danger' },
} as const satisfies Record<License['standing'], State>

/** "1 license", "3 licenses". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

/** Whom a case is about, by their address; there is none once their account was closed. */
export function customerOf({ email }: Pick<ReturnRequest, 'email'>): string {
  return email === '' ? 'somebody without an address' : email
}
