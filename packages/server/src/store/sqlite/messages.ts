import type { ApiTokenId, DeliveryId, EpochMs, MailId, SessionId } from '@latchkey/core/ids'
import type { MailOutcome } from '../../mail/mail.ts'
import type { StoreProblem } from '../errors.ts'
import type { Command } from '../store.ts'
import type { AttemptSeen } from '../webhook-commands.ts'
import type { Performed } from './operations.ts'

/** What the main thread and the writer say to each other. */

export type Job =
  | { readonly type: 'command'; readonly command: Command }
  | { readonly type: 'note-token-use'; readonly token: ApiTokenId; readonly at: EpochMs }
  | { readonly type: 'note-session-use'; readonly session: SessionId; readonly at: EpochMs }
  | { readonly type: 'note-mail'; readonly mail: MailId; readonly outcome: MailOutcome; readonly at: EpochMs }
  | { readonly type: 'purge-mails'; readonly before: EpochMs; readonly countMax: number }
  | { readonly type: 'note-attempt'; readonly delivery: DeliveryId; readonly seen: AttemptSeen }
  | { readonly type: 'purge-deliveries'; readonly before: EpochMs; readonly countMax: number }
  | { readonly type: 'purge'; readonly before: EpochMs; readonly countMax: number }

export interface NumberedJob {
  readonly number: number
  readonly job: Job
}

export type ToWriter = { readonly type: 'jobs'; readonly jobs: readonly NumberedJob[] } | { readonly type: 'close' }

export type JobOutcome =
  | { readonly status: 'performed'; readonly performed: Performed }
  | { readonly status: 'noted' }
  | { readonly status: 'purged'; readonly count: number }
  | {
      readonly status: 'failed'
      readonly problem: StoreProblem
      readonly message: string
      readonly stack: string | undefined
    }

export interface NumberedOutcome {
  readonly number: number
  readonly outcome: JobOutcome
}

export interface WriterPlace {
  readonly path: string
}
