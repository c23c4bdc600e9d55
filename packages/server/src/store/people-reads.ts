import type { AnswerOf } from '@latchkey/contract/operations'
import type { SessionFacts, StaffRole } from '@latchkey/core/access'
import type { AccountId, EpochMs, PasskeyId, SessionId } from '@latchkey/core/ids'
import type { Language } from '@latchkey/core/languages'
import type { DueMail } from '../mail/mail.ts'
import type { PersonId } from './people-commands.ts'
import type { PageAsked, PageOf } from './store.ts'

/** A person, customer or staff, as whoever checks a sign-in needs them. */
export interface PersonRecord {
  readonly id: PersonId
  readonly name: string
  readonly username: string | null
  readonly email: string
  readonly role: StaffRole | 'customer'
  readonly language: Language
  readonly createdAt: EpochMs
  /** Account tokens issued before are refused. */
  readonly grantsFrom: EpochMs | null
  /** Null until an invitation was taken up. */
  readonly passwordHash: string | null
}

/** A session as it is kept; whether it is over is for the caller to see. */
export interface SessionRecord extends SessionFacts {
  readonly id: SessionId
  readonly person: PersonId
  readonly createdAt: EpochMs
  readonly usedAt: EpochMs
  readonly userAgent: string
  readonly ip: string
}

export interface PasskeyRecord {
  readonly id: PasskeyId
  readonly person: PersonId
  readonly credential: string
  readonly publicKey: string
  readonly counter: number
  readonly transports: readonly string[]
  readonly name: string
  readonly createdAt: EpochMs
  readonly usedAt: EpochMs | null
}

export interface SecondFactorsRecord {
  readonly totp: { readonly sealed: string; readonly step: number } | null
  /** Sealed secret of an authenticator app that is being set up. */
  readonly totpSetUp: string | null
  readonly passkeys: readonly PasskeyRecord[]
  readonly recoveryCodesLeft: number
}

export interface MailLinkRecord {
  readonly purpose: AnswerOf<'lookUpLink'>['purpose']
  readonly person: PersonId | null
  readonly email: string
  readonly expiresAt: EpochMs
  readonly usedAt: EpochMs | null
}

/** What is asked about people. */
export interface PeopleReads {
  personByLogin(login: string): Promise<PersonRecord | null>
  person(id: string): Promise<PersonRecord | null>
  sessionByHash(hash: string): Promise<{ readonly session: SessionRecord; readonly person: PersonRecord } | null>
  sessionsOf(person: string): Promise<readonly SessionRecord[]>
  secondFactorsOf(person: string): Promise<SecondFactorsRecord>
  passkeyByCredential(credential: string): Promise<PasskeyRecord | null>
  linkByHash(hash: string): Promise<MailLinkRecord | null>
  /** An address that waits for its confirmation. */
  newEmailOf(person: string, at: EpochMs): Promise<string | null>
  /** Account tokens of an account issued before this instant are refused; null for none, `unknown` for no such account. */
  grantsFrom(account: AccountId): EpochMs | null | 'unknown'
  staff(page: PageAsked): Promise<PageOf<AnswerOf<'inviteStaff'>>>
  staffMember(id: string): Promise<AnswerOf<'inviteStaff'> | null>
  mails(page: PageAsked & { readonly state?: string | undefined }): Promise<PageOf<AnswerOf<'retryMail'>>>
  /** Mails whose time has come, oldest first. */
  dueMails(at: EpochMs, countMax: number): Promise<readonly DueMail[]>
  /** Everything kept about a person, for them to take away. */
  exportOf(person: string, at: EpochMs): Promise<Readonly<Record<string, unknown>> | null>
}
