import type { AnswerOf } from '@latchkey/contract/operations'
import type { SessionFacts, StaffRole } from '@latchkey/core/access'
import type { AccountId, EpochMs, MailId, MailLinkId, PasskeyId, SessionId, StaffId } from '@latchkey/core/ids'
import type { Language } from '@latchkey/core/languages'
import type { AccountView } from './views.ts'

/** Whoever signs in: the owner of an account, or a member of staff. */
export type PersonId = AccountId | StaffId

/** A session to begin. */
export interface NewSession {
  readonly id: SessionId
  readonly tokenHash: string
  readonly needs: SessionFacts['needs']
  readonly userAgent: string
  readonly ip: string
}

/** A password as it is kept. */
export interface NewPassword {
  readonly hash: string
  /** Too short to stand alone. */
  readonly isShort: boolean
}

/** A link of a mail; its token is known by its hash only. */
export interface NewLink {
  readonly id: MailLinkId
  readonly hash: string
  readonly expiresAt: EpochMs
}

/** What was shown as second factor, already found to fit; the store sees that a code works once. */
export type ShownFactor =
  | { readonly type: 'totp'; readonly step: number }
  | { readonly type: 'recovery-code'; readonly hash: string }
  | { readonly type: 'passkey'; readonly id: PasskeyId; readonly counter: number }

export interface NewPasskey {
  readonly id: PasskeyId
  readonly credential: string
  readonly publicKey: string
  readonly counter: number
  readonly transports: readonly string[]
  readonly name: string
}

/** What is done to people. Ids, hashes and sealed texts are made by whoever asks; nothing secret is in a command. */
export interface PeopleCommandBodies {
  'create-person': {
    readonly id: PersonId
    readonly role: StaffRole | 'customer'
    readonly username: string
    readonly email: string
    readonly language: Language
    readonly password: NewPassword | null
    /** Of an invitation. */
    readonly link: NewLink | null
  }
  'begin-session': {
    readonly person: PersonId
    readonly session: NewSession
    /** Null when a password was shown. */
    readonly factor: ShownFactor | null
    /** Hash of what the browser calls itself. */
    readonly browser: string
  }
  /** The session goes on under a new id: a second factor or a password was shown. */
  'renew-session': {
    readonly person: PersonId
    readonly before: SessionId
    readonly after: Pick<NewSession, 'id' | 'tokenHash'>
    readonly factor: ShownFactor | null
  }
  'end-sessions': {
    readonly person: PersonId
    readonly which: { readonly only: SessionId } | { readonly except: SessionId }
  }
  register: { readonly id: AccountId; readonly email: string; readonly language: Language; readonly link: NewLink }
  'request-reset': { readonly login: string; readonly link: NewLink }
  'request-email-change': { readonly person: PersonId; readonly email: string; readonly link: NewLink }
  'confirm-registration': {
    readonly linkHash: string
    readonly id: AccountId
    readonly password: NewPassword
    readonly session: NewSession
    readonly browser: string
  }
  'reset-password': { readonly linkHash: string; readonly password: NewPassword }
  'confirm-email': { readonly linkHash: string }
  'change-password': { readonly person: PersonId; readonly password: NewPassword; readonly session: NewSession }
  /** The same password under today's parameters. */
  'rehash-password': { readonly person: PersonId; readonly hash: string }
  'set-language': { readonly person: PersonId; readonly language: Language }
  'begin-totp': { readonly person: PersonId; readonly sealed: string }
  'enable-totp': {
    readonly person: PersonId
    readonly session: SessionId
    readonly step: number
    readonly recoveryCodes: readonly string[]
  }
  'add-passkey': {
    readonly person: PersonId
    readonly session: SessionId
    readonly passkey: NewPasskey
    readonly recoveryCodes: readonly string[]
  }
  'remove-factor': { readonly person: PersonId; readonly factor: 'totp' | { readonly passkey: string } }
  'set-recovery-codes': { readonly person: PersonId; readonly recoveryCodes: readonly string[] }
  'close-account': { readonly account: AccountId }
  'set-staff-role': { readonly staff: StaffId; readonly role: StaffRole }
  'reset-second-factor': { readonly staff: StaffId }
  'remove-staff': { readonly staff: StaffId }
  'retry-mail': { readonly id: MailId }
}

export type PeopleCommandType = keyof PeopleCommandBodies

export type PeopleRefusal =
  | 'SECOND_FACTOR_FAILED'
  | 'LINK_UNKNOWN'
  | 'LINK_USED'
  | 'LINK_EXPIRED'
  | 'LAST_ADMIN'
  | 'PASSWORD_TOO_SHORT'
  | 'NOT_ALLOWED'

type Done = null

export interface PeopleCommandAnswers {
  'create-person': AccountView
  'begin-session': Done
  'renew-session': Done
  'end-sessions': Done
  register: Done
  'request-reset': Done
  'request-email-change': Done
  'confirm-registration': { readonly id: AccountId }
  'reset-password': Done
  'confirm-email': Done
  'change-password': Done
  'rehash-password': Done
  'set-language': Done
  'begin-totp': Done
  'enable-totp': { readonly recoveryCodesKept: boolean }
  'add-passkey': { readonly recoveryCodesKept: boolean }
  'remove-factor': Done
  'set-recovery-codes': Done
  'close-account': Done
  'set-staff-role': AnswerOf<'setStaffRole'>
  'reset-second-factor': AnswerOf<'setStaffRole'>
  'remove-staff': Done
  'retry-mail': AnswerOf<'retryMail'>
}
