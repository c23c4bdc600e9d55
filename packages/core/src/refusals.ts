import { CASE_REFUSALS } from './case-refusals.ts'
import { OUTSIDE_REFUSALS } from './outside-refusals.ts'
import { PC_REFUSALS } from './pc-refusals.ts'
import { PEOPLE_REFUSALS } from './people-refusals.ts'
import { REQUEST_REFUSALS } from './request-refusals.ts'
import { type Field, type Slip, slipWords } from './refusal-facts.ts'

/**
 * Every "no" Latchkey can say. Codes are public: added, never renamed. Words hold placeholders, `{hostName|another PC}`: the fact,
 * or what is said without it; `{ field|}` brings its own space before the fact. `wordsOf` fills them.
 */
export interface RefusalRow {
  /** What happened, in one sentence. */
  readonly sentence: string
  /** Why. */
  readonly cause: string
  /** What to do now; on a screen, so it names what is to be seen there. */
  readonly wayOut: string
  /** The same for whoever gave a command, where that is another way. */
  readonly wayOutByCommand?: string
  /** Status of an HTTP answer that is this refusal as a whole; null where it only happens on a PC. */
  readonly httpStatus: number | null
  /** Exit code of a command that ended with it; 0, 1 (a bug) and 2 (usage) are never used here. */
  readonly exitCode: number
}

/** Codes that the rules of a license's life give. */
export type LicenseRefusalCode =
  | 'KEY_IN_USE'
  | 'KEY_REQUIRED'
  | 'SIGN_IN_REQUIRED'
  | 'NOT_YOUR_LICENSE'
  | 'ASSOCIATED_ELSEWHERE'
  | 'ACTIVATED_ELSEWHERE'
  | 'NOT_ACTIVATED'
  | 'NOT_ACTIVATED_HERE'
  | 'NO_SEAT_FREE'
  | 'RETURN_LIMIT'
  | 'EMERGENCY_LIMIT'
  | 'UNDO_TOO_LATE'
  | 'EXPIRED'
  | 'SUSPENDED'
  | 'REVOKED'
  | 'RETURNED_BY_SUPPORT'
  | 'NEEDS_APPROVAL'
  | 'VERSION_NOT_COVERED'

export type RefusalCode =
  | LicenseRefusalCode
  | 'KEY_MALFORMED'
  | 'KEY_UNKNOWN'
  | 'KEY_REPLACED'
  | 'SIGN_IN_FAILED'
  | 'SIGN_IN_EXPIRED'
  | 'HOST_MISMATCH'
  | 'REQUEST_MALFORMED'
  | 'REQUEST_STALE'
  | 'RESPONSE_NOT_FOR_THIS_HOST'
  | 'RESPONSE_UNTRUSTED'
  | 'FILE_UNREADABLE'
  | 'RESPONSE_STALE'
  | 'RESPONSE_USED'
  | 'CLOCK_SKEW'
  | 'STORE_DENIED'
  | 'STORE_DAMAGED'
  | 'STORE_NEWER'
  | 'STORE_BUSY'
  | 'SETTINGS_DAMAGED'
  | 'CA_FILE_UNREADABLE'
  | 'DEVICE_KEY_DAMAGED'
  | 'SERVER_NOT_SET'
  | 'RATE_LIMITED'
  | 'NOT_FOUND'
  | 'NOT_SIGNED_IN'
  | 'NOT_ALLOWED'
  | 'SECOND_FACTOR_REQUIRED'
  | 'SECOND_FACTOR_FAILED'
  | 'STEP_UP_REQUIRED'
  | 'CROSS_SITE'
  | 'LAST_ADMIN'
  | 'LAST_OWNER'
  | 'OWNER_ALREADY'
  | 'INVITATION_TO_SELF'
  | 'INVITATION_PENDING'
  | 'PASSWORD_TOO_SHORT'
  | 'ALREADY_EXISTS'
  | 'ALREADY_CLOSED'
  | 'OPERATION_REUSED'
  | 'OPERATION_IN_FLIGHT'
  | 'DECISION_PENDING'
  | 'DISPUTE_TOO_LATE'
  | 'TRANSFER_TO_SELF'
  | 'TRANSFER_PENDING'
  | 'LINK_UNKNOWN'
  | 'LINK_USED'
  | 'LINK_EXPIRED'
  | 'NETWORK_DNS'
  | 'NETWORK_REFUSED'
  | 'NETWORK_PROXY'
  | 'NETWORK_TLS'
  | 'NETWORK_TIMEOUT'
  | 'SERVER_BUSY'
  | 'SERVER_ERROR'
  | 'ADDRESS_REFUSED'
  | 'TOO_MANY'
  | 'DOWNLOAD_LINK_INVALID'
  | 'FILE_MISSING'
  | 'FILE_CHANGED'
  | 'STORAGE_DOWN'

/** What a refusal knows about its case; instants are epoch milliseconds. */
export interface RefusalFacts {
  readonly product?: string
  readonly keyLast5?: string
  readonly hostName?: string
  readonly since?: number
  readonly until?: number
  /** How a key was mistyped, as far as it can tell itself; with `group` and `symbol`. */
  readonly slip?: Slip
  readonly group?: number
  readonly symbol?: string
  readonly field?: Field
  readonly path?: string
  readonly server?: string
  readonly seconds?: number
  readonly hours?: number
}

/** A "no" as a value: its code, and the facts of the case. */
export interface Refusal {
  readonly code: RefusalCode
  readonly facts: RefusalFacts
}

/** Makes a refusal. */
export function refusal(code: RefusalCode, facts: RefusalFacts = {}): Refusal {
  return { code, facts }
}

export const REFUSALS = {
  KEY_MALFORMED: {
    sentence: 'This is not a valid Activation Key.',
    cause: 'The key was mistyped: its check symbols do not fit the rest.',
    wayOut: 'Compare it with your order.{ slip|} Copying and pasting the whole key is safest.',
    httpStatus: 400,
    exitCode: 10,
  },
  KEY_UNKNOWN: {
    sentence: 'This Activation Key is not known here.',
    cause: 'The vendor has not issued it, or it belongs to another vendor.',
    wayOut: 'Compare it with your order; if it is the same, ask Support and name its last five characters{ keyLast5|}.',
    httpStatus: 404,
    exitCode: 11,
  },
  KEY_IN_USE: {
    sentence: 'This Activation Key is in use on {hostName|another PC} since {since|an earlier day}.',
    cause: 'A single Activation Key can only be used by one user: all PCs it serves are taken.',
    wayOut:
      'Return its licenses on {hostName|that PC} first (Manage > Return), or, if you no longer have that PC, ask Support to return them.',
    httpStatus: 409,
    exitCode: 12,
  },
  KEY_REQUIRED: {
    sentence: 'The Activation Key of this license is needed.',
    cause: 'The license is not associated to any account, so signing in does not show that it is yours.',
    wayOut:
      'Check "I also have an Activation Key" and enter the key ending in {keyLast5|the last five characters shown}.',
    httpStatus: 403,
    exitCode: 13,
  },
  SIGN_IN_REQUIRED: {
    sentence: 'Signing in to a Software Download account is needed.',
    cause: 'A license is associated to the account that is signed in; the Activation Key alone names none.',
    wayOut: 'Choose "Use my account", sign in, and check "I also have an Activation Key".',
    httpStatus: 403,
    exitCode: 30,
  },
  SIGN_IN_FAILED: {
    sentence: 'The username and password do not match.',
    cause: 'One of them was mistyped, or there is no such Software Download account.',
    wayOut: 'Try again with Caps Lock off; if you have forgotten the password, reset it in the portal.',
    httpStatus: 401,
    exitCode: 14,
  },
  SIGN_IN_EXPIRED: {
    sentence: 'Your sign-in has ended.',
    cause: 'A sign-in lasts half an hour on the PC where it was made, and ends when the password is changed.',
    wayOut: 'Sign in again; nothing you did is lost.',
    httpStatus: 401,
    exitCode: 15,
  },
  NOT_YOUR_LICENSE: {
    sentence: 'This license is associated to another account.',
    cause: 'Only its owner, or somebody with its Activation Key on the PC that holds it, may do this.',
    wayOut:
      'Sign in with the account it is associated to, or enter its Activation Key ending in {keyLast5|the last five characters shown}.',
    httpStatus: 403,
    exitCode: 16,
  },
  ASSOCIATED_ELSEWHERE: {
    sentence: 'This license is associated to another account already.',
    cause: 'A license belongs to one Software Download account at a time.',
    wayOut:
      'To move it to your account, activate it with the Activation Key only, then return it with your account and the key (Manage > Return).',
    httpStatus: 409,
    exitCode: 17,
  },
  ACTIVATED_ELSEWHERE: {
    sentence: 'This license is active on {hostName|another PC} since {since|an earlier day}.',
    cause: 'A license runs on one PC at a time.',
    wayOut:
      'Return it there (Manage > Return). If you no longer have that PC, ask Support to return the license for you.',
    httpStatus: 409,
    exitCode: 18,
  },
  NOT_ACTIVATED: {
    sentence: 'This license is not activated on any PC.',
    cause: 'It was returned already, or never activated: there is nothing to return.',
    wayOut: 'Activate it where it is needed.',
    httpStatus: 409,
    exitCode: 19,
  },
  NOT_ACTIVATED_HERE: {
    sentence: 'This license is not activated on this PC.',
    cause: 'Only the PC that holds a license can return or renew it.',
    wayOut: 'Go to the PC that holds it, or activate it here if it is free.',
    httpStatus: 409,
    exitCode: 20,
  },
  NO_SEAT_FREE: {
    sentence: 'All licenses of this Activation Key for {product|this product} are in use.',
    cause: 'Each of them is active on another PC.',
    wayOut: 'Return one of them on its PC, ask Support to return one whose PC is gone, or order another license.',
    httpStatus: 409,
    exitCode: 21,
  },
  RETURN_LIMIT: {
    sentence: 'No self-service return of this license is left before {until|a later day}.',
    cause: 'The vendor limits how often a license may be returned without its PC.',
    wayOut: 'Ask Support to return it, or wait until {until|that day}.',
    httpStatus: 409,
    exitCode: 22,
  },
  EXPIRED: {
    sentence: 'This license expired on {until|an earlier day}.',
    cause: 'It was sold for a limited time, which is over.',
    wayOut: 'Renew it with your vendor; the same Activation Key then works again.',
    httpStatus: 403,
    exitCode: 23,
  },
  SUSPENDED: {
    sentence: 'This license is suspended.',
    cause: 'The vendor has put it on hold, for example while an invoice or a dispute is open.',
    wayOut: 'Ask Support, and name the key ending in {keyLast5|the last five characters shown}.',
    httpStatus: 403,
    exitCode: 24,
  },
  REVOKED: {
    sentence: 'This license was withdrawn.',
    cause: 'The vendor has taken it back, for example after a refund.',
    wayOut: 'Ask Support, and name the key ending in {keyLast5|the last five characters shown}.',
    httpStatus: 403,
    exitCode: 25,
  },
  HOST_MISMATCH: {
    sentence: 'The license on this PC was made for another PC.',
    cause: 'Its files were copied from there, or too much of this PC was changed at once.',
    wayOut: 'Activate the license on this PC; if the other PC is gone, ask Support to return it first.',
    httpStatus: 409,
    exitCode: 26,
  },
  RETURNED_BY_SUPPORT: {
    sentence: 'This license was returned for you, so it no longer runs on this PC.',
    cause: 'Its return was asked for without this PC at hand, on the portal or by Support.',
    wayOut: 'Activate it here again if it is free; if you did not ask for the return, tell Support.',
    httpStatus: 409,
    exitCode: 27,
  },
  NEEDS_APPROVAL: {
    sentence: 'Somebody at the vendor must agree to this first.',
    cause: 'The case is a risky one, or touches many licenses.',
    wayOut: 'Wait for the answer; you are told by mail.',
    httpStatus: 403,
    exitCode: 28,
  },
  VERSION_NOT_COVERED: {
    sentence: 'This license does not cover this version of {product|the product}.',
    cause: 'The version was released after the maintenance of the license had ended.',
    wayOut: 'Install an earlier version, or renew the maintenance.',
    httpStatus: 403,
    exitCode: 29,
  },
  ...REQUEST_REFUSALS,
  ...CASE_REFUSALS,
  ...PC_REFUSALS,
  ...PEOPLE_REFUSALS,
  ...OUTSIDE_REFUSALS,
} as const satisfies Record<RefusalCode, RefusalRow>

/** All codes, in the order of the table. */
export const REFUSAL_CODES = Object.keys(REFUSALS) as readonly RefusalCode[]

/** Whether a text is the code of a refusal of this version; a newer server may know more. */
export function isRefusalCode(text: string): text is RefusalCode {
  return Object.hasOwn(REFUSALS, text)
}

/** A refusal in words, its facts filled in. */
export interface RefusalWords {
  readonly sentence: string
  readonly cause: string
  readonly wayOut: string
}

/** How words become a reader's own. */
export interface Reader {
  /** How an instant (epoch milliseconds) reads in the reader's language and zone. */
  readonly instant: (at: number) => string
  /** The reader's words for an English text, placeholders kept; the text itself where there are none. */
  readonly translate: (text: string) => string
  /** What the reader has at hand; a screen if left out. */
  readonly face?: Face
}

/** Where a "no" is read: on a screen with its buttons, or below a command that was given. */
export type Face = 'screen' | 'command'

const ENGLISH_READER: Reader = {
  instant: (at) => new Date(at).toISOString().slice(0, 10),
  translate: (text) => text,
}

/** Fills the placeholders of a refusal's words. Without a reader: in English, with ISO dates. */
export function wordsOf({ code, facts }: Refusal, reader: Reader = ENGLISH_READER): RefusalWords {
  const row: RefusalRow = REFUSALS[code]
  const fill = (words: string) => fillPlaceholders(reader.translate(words), facts, reader)
  const byCommand = reader.face === 'command' ? row.wayOutByCommand : undefined
  return { sentence: fill(row.sentence), cause: fill(row.cause), wayOut: fill(byCommand ?? row.wayOut) }
}

const INSTANTS: ReadonlySet<string> = new Set(['since', 'until'])
const PLACEHOLDER = /\{( ?)(\w+)\|([^}]*)\}/g

function fillPlaceholders(words: string, facts: RefusalFacts, reader: Reader): string {
  return words.replace(PLACEHOLDER, (_, space: string, name: keyof RefusalFacts, otherwise: string) => {
    const fact = facts[name]
    return fact === undefined ? otherwise : space + factInWords(name, fact, facts, reader)
  })
}

function factInWords(name: keyof RefusalFacts, fact: string | number, facts: RefusalFacts, reader: Reader): string {
  if (INSTANTS.has(name) && typeof fact === 'number') return reader.instant(fact)
  if (name === 'field') return reader.translate(String(fact))
  if (name === 'slip') return fillPlaceholders(reader.translate(slipWords(String(fact))), facts, reader)
  return String(fact)
}
