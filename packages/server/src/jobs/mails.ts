import type { EpochMs } from '@latchkey/core/ids'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@latchkey/core/limits'
import type { Logger } from 'pino'
import { languageNow } from '../language-now.ts'
import { composeMail, type MailSurroundings } from '../mail/compose.ts'
import type { DueMail, MailOutcome } from '../mail/mail.ts'
import type { MailTransport, SendResult } from '../mail/transport.ts'
import type { Store } from '../store/store.ts'
import { type RepeatedJob, repeatJob } from './repeat.ts'

/** How long after an attempt the next one comes; after the last, three days in all, a mail is given up. */
export const RETRY_AFTER_MS = [
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  24 * HOUR_MS,
  24 * HOUR_MS,
] as const

/** Short enough that a link arrives while somebody waits for it. */
const PAUSE_MS = SECOND_MS
const AT_ONCE = 20

export interface MailJobParts {
  readonly store: Pick<Store, 'reads' | 'noteMail'>
  readonly transport: MailTransport
  readonly surroundings: MailSurroundings
  readonly clock: () => EpochMs
  readonly log: Logger
}

/** Sends what waits, oldest first. A mail that was sent but not noted, for the process died between, goes out again as the same mail. */
export function startMailJob(parts: MailJobParts): RepeatedJob {
  const { log, transport } = parts
  const job = repeatJob(
    PAUSE_MS,
    async (signal) => sendDueMails(parts, signal),
    (error) => log.error({ err: error }, 'sending mails failed'),
  )
  return {
    async stop() {
      await job.stop()
      transport.close()
    },
  }
}

async function sendDueMails(parts: MailJobParts, signal: AbortSignal): Promise<void> {
  for (;;) {
    const due = await parts.store.reads.dueMails(parts.clock(), AT_ONCE)
    for (const mail of due) {
      if (signal.aborted) return
      await sendMail(parts, mail)
    }
    if (due.length < AT_ONCE) return
  }
}

async function sendMail({ store, transport, surroundings, clock, log }: MailJobParts, mail: DueMail): Promise<void> {
  const result = await attempt(transport, surroundings, mail)
  const outcome = outcomeOf(result, mail.attempts, clock())
  // No address and no words of the server: the console shows them to whoever may read mails.
  const facts = { mail: mail.id, template: mail.template, attempts: mail.attempts + 1 }
  if (outcome.state === 'dead') log.warn(facts, 'a mail was given up')
  else if (outcome.state === 'waiting') log.info(facts, 'a mail waits for its next attempt')
  await store.noteMail(mail.id, outcome, clock())
}

async function attempt(transport: MailTransport, surroundings: MailSurroundings, mail: DueMail): Promise<SendResult> {
  let composed
  try {
    composed = await composeMail(mail, languageNow(mail.language), surroundings)
  } catch (cause) {
    // A bug, of this one mail: the others must go out.
    return {
      status: 'failed',
      temporary: true,
      words: `It cannot be written: ${cause instanceof Error ? cause.name : ''}`,
    }
  }
  const { id, address, language, createdAt } = mail
  return transport.send({ ...composed, id, address, language, createdAt, messageId: messageIdOf(id, transport.from) })
}

/** What becomes of a mail after an attempt. */
export function outcomeOf(result: SendResult, attemptsBefore: number, now: EpochMs): MailOutcome {
  if (result.status === 'sent') return { state: 'sent' }
  const pauseMs = RETRY_AFTER_MS[attemptsBefore]
  if (!result.temporary || pauseMs === undefined) return { state: 'dead', error: result.words }
  return { state: 'waiting', error: result.words, nextAttemptAt: now + pauseMs }
}

function messageIdOf(id: string, from: string): string {
  const domain = /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost'
  return `<${id}@${domain}>`
}
