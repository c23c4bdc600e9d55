import { type Action, type Actor, can } from './access.ts'
import { type ActivationKeyText, type LegacyKeyText, readActivationKey, refusalOfKey } from './activation-key.ts'
import { parseHostId } from './ids.ts'
import type { Refusal } from './refusals.ts'

/** What may be found by a text, in the order in which answers are grouped. */
export const SEARCH_KINDS = [
  'license',
  'key',
  'order',
  'account',
  'host',
  'return-request',
  'transfer',
  'handover',
] as const
export type SearchKind = (typeof SEARCH_KINDS)[number]

/** What their lists ask for: nobody finds what they may not list. */
const ACTION_BY_KIND = {
  license: 'licenses:read',
  key: 'keys:read',
  order: 'keys:read',
  account: 'accounts:read',
  host: 'hosts:read',
  'return-request': 'return-requests:read',
  transfer: 'transfers:read',
  handover: 'transfers:read',
} as const satisfies Record<SearchKind, Action>

/** The kinds that an actor finds. */
export function kindsFoundBy(actor: Actor): readonly SearchKind[] {
  return SEARCH_KINDS.filter((kind) => can(actor, ACTION_BY_KIND[kind]))
}

/** Kinds with ids of the form `lic_…`, by what stands before the underscore. */
const KIND_BY_PREFIX = {
  lic: 'license',
  key: 'key',
  ord: 'order',
  acc: 'account',
  rr: 'return-request',
  trf: 'transfer',
  hdo: 'handover',
} as const satisfies Readonly<Record<string, SearchKind>>

/** Everything that a text typed into the search box may be. */
export interface SearchTerms {
  /** An id, or how one begins, in lower case. */
  readonly id: { readonly kind: SearchKind; readonly text: string } | null
  readonly hostId: string | null
  /** A whole activation key. Nothing but its digest may leave the server, so that a text that is surely one is nothing else. */
  readonly key: ActivationKeyText | LegacyKeyText | null
  /** The ways in which a text of at most five characters may be the end of a key. */
  readonly last5: readonly string[]
  /** The beginning of an order number, username, e-mail address or host name, or all of it; null for what is none. */
  readonly name: string | null
  /** What is wrong with a text that was meant as a key. */
  readonly slip: Refusal | null
}

/** Longest name of anything: an e-mail address. */
const NAME_CHARS_MAX = 254
const ID_START = /^(lic|key|ord|acc|rr|trf|hdo)_[0-9a-z]{0,20}$/
/** How the end of a key is written where the rest is hidden: `…ABCDE`, `...ABCDE`, `*****-ABCDE`. */
const HIDDEN_START = /^(?:[…*•.x]+-?)+/i
const LAST5 = /^[\p{L}\p{N}]{2,5}$/u

/** Reads a text that somebody typed or pasted into the search box: any case, white space around, line breaks within a key. */
export function readSearch(typed: string): SearchTerms {
  const reading = readActivationKey(typed)
  if (reading.kind === 'valid') return { ...NOTHING, key: reading.key }
  const text = typed
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
  const hostId = parseHostId(text)
  return {
    id: idOf(text.toLowerCase()),
    hostId: hostId.ok ? hostId.value : null,
    key: reading.kind === 'legacy' ? reading.key : null,
    last5: last5Of(text),
    name: text === '' || text.length > NAME_CHARS_MAX ? null : text,
    slip: reading.kind === 'mistyped' ? refusalOfKey(reading) : null,
  }
}

const NOTHING: SearchTerms = { id: null, hostId: null, key: null, last5: [], name: null, slip: null }

function idOf(text: string): SearchTerms['id'] {
  const prefix = ID_START.exec(text)?.[1] as keyof typeof KIND_BY_PREFIX | undefined
  return prefix === undefined ? null : { kind: KIND_BY_PREFIX[prefix], text }
}

/** As it is printed, and as a key of ours has it: I and L are 1 there, O is 0. */
function last5Of(text: string): readonly string[] {
  const hidden = text.replace(HIDDEN_START, '')
  const end = (LAST5.test(hidden) ? hidden : text).toUpperCase()
  if (!LAST5.test(end)) return []
  return [...new Set([end, end.replaceAll(/[IL]/g, '1').replaceAll('O', '0')])]
}
