import type { Job, JobOutcome, NumberedJob, NumberedOutcome } from './messages.ts'
import { noteMail, purgeMails } from './commands/people/mails.ts'
import { noteSessionUse } from './commands/people/sessions.ts'
import { noteTokenUse } from './commands/tokens.ts'
import { noteAttempt, purgeDeliveries } from './commands/deliveries.ts'
import { purgeOperations } from './operations.ts'
import { perform, RefusedError } from './perform.ts'
import { toStoreError } from './sqlite-errors.ts'
import type { Tx, Writer } from './transaction.ts'

/** Commits jobs as one transaction; each has its outcome, also when the transaction as a whole fails. */
export function groupCommitter(writer: Writer): (group: readonly NumberedJob[]) => readonly NumberedOutcome[] {
  return (group) => {
    try {
      const outcomes = writer.commitGroup(
        group.map(
          ({ job }) =>
            (tx: Tx) =>
              perform1(tx, job),
        ),
      )
      return group.map(({ number }, index) => {
        const outcome = outcomes[index]
        if (outcome === undefined) throw new Error('a group gives one outcome for each job')
        return { number, outcome: outcome.ok ? outcome.value : failure(outcome.error) }
      })
    } catch (error) {
      // Nothing of the group is stored, so that nobody may be told otherwise.
      return group.map(({ number }) => ({ number, outcome: failedGroup(error) }))
    }
  }
}

function perform1(tx: Tx, job: Job): JobOutcome {
  switch (job.type) {
    case 'command':
      return { status: 'performed', performed: perform(tx, job.command) }
    case 'note-token-use':
      noteTokenUse(tx, job.token, job.at)
      return { status: 'noted' }
    case 'note-session-use':
      noteSessionUse(tx, job.session, job.at)
      return { status: 'noted' }
    case 'note-mail':
      noteMail(tx, job.mail, job.outcome, job.at)
      return { status: 'noted' }
    case 'purge-mails':
      return { status: 'purged', count: purgeMails(tx, job.before, job.countMax) }
    case 'note-attempt':
      noteAttempt(tx, job.delivery, job.seen)
      return { status: 'noted' }
    case 'purge-deliveries':
      return { status: 'purged', count: purgeDeliveries(tx, job.before, job.countMax) }
    case 'purge':
      return { status: 'purged', count: purgeOperations(tx, job.before, job.countMax) }
  }
}

function failure(error: unknown): JobOutcome {
  if (error instanceof RefusedError) {
    const { code, facts } = error
    return { status: 'performed', performed: { status: 'refused', code, facts } }
  }
  return failedGroup(error)
}

function failedGroup(error: unknown): JobOutcome {
  const { problem, message } = toStoreError(error)
  return { status: 'failed', problem, message, stack: error instanceof Error ? error.stack : undefined }
}
