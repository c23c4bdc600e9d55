import { can } from '@latchkey/core/access'
import type { AccountId } from '@latchkey/core/ids'
import type { Result } from '@latchkey/core/result'
import type { RefusalFacts } from '@latchkey/core/refusals'
import type { PeopleCommandType } from '../people-commands.ts'
import type { Command, CommandNo, CommandOf, CommandRefusal } from '../store.ts'
import { performPutPolicy, performPutProduct } from './commands/catalog.ts'
import { performHostLostPc } from './commands/host-lost-pc.ts'
import { performHostOperation } from './commands/host-operation.ts'
import { performRotateKey } from './commands/rotate-key.ts'
import { performIssueKey } from './commands/issue-key.ts'
import { performSetExpiry, performSetStanding } from './commands/license-terms.ts'
import { performPutRelease, performPutReleaseFile } from './commands/releases.ts'
import { performOpenReturnRequest, performRefuseReturnRequest } from './commands/return-requests.ts'
import { performSupportReturn } from './commands/support-return.ts'
import { CASE_COMMANDS } from './commands/case-commands.ts'
import { HANDOVER_COMMANDS } from './commands/handovers.ts'
import { ORGANIZATION_COMMANDS } from './commands/organizations.ts'
import { WEBHOOK_COMMANDS } from './commands/webhooks.ts'
import { performTellExpiries } from './commands/tell-expiries.ts'
import { performCreateToken, performRevokeToken } from './commands/tokens.ts'
import { isAboutPeople, performPeople } from './commands/people/perform-people.ts'
import { isAccount, organizationsOf } from './organizations.ts'
import { queueDeliveries } from './queue-deliveries.ts'
import { findOperation, type Performed, recordResponse, saveOperation } from './operations.ts'
import type { Writing } from './save.ts'
import type { Tx } from './transaction.ts'

/** Undoes a command that was refused after it had begun to write. */
export class RefusedError extends Error {
  readonly code: CommandRefusal
  readonly facts: RefusalFacts

  constructor(no: CommandNo) {
    const { code, facts } = typeof no === 'string' ? { code: no, facts: {} } : no
    super(code)
    this.code = code
    this.facts = facts
  }
}

/**
 * Does a command, or gives the answer it was given before.
 * @throws RefusedError to leave no trace of a refused command
 */
export function perform(tx: Tx, command: Command): Performed {
  if (command.type === 'record-response') return recordResponse(tx, command)
  const known = findOperation(tx, command.operation)
  if (known !== null) {
    if (known.request_hash !== command.operation.requestHash) throw new RefusedError('OPERATION_REUSED')
    return { status: 'done', answerJson: known.answer, repeated: true, response: known.response }
  }
  refuseReplacedKey(tx, command)
  refuseFormerOwner(tx, command)
  const writing = { tx, operation: command.operation, actor: command.actor, at: command.at, happened: [] }
  const performed = performNew(writing, command)
  if (!performed.ok) throw new RefusedError(performed.error)
  queueDeliveries(writing)
  const answerJson = JSON.stringify(performed.value)
  saveOperation(writing, command.type, answerJson)
  return { status: 'done', answerJson, repeated: false, response: null }
}

/** A key may be replaced between the look at it and the command that it is shown for. */
function refuseReplacedKey(tx: Tx, { keyDigest = null }: Command): void {
  if (keyDigest === null) return
  const current = tx.query('SELECT 1 FROM activation_keys WHERE digest = ?').get(keyDigest)
  if (current === undefined) throw new RefusedError('KEY_REPLACED')
}

/**
 * Whoever acts for an organization owns it at this very moment: an owner may have been removed since the call was let through. The
 * event names the person, the command the account that it is done for.
 */
function refuseFormerOwner(tx: Tx, command: Command): void {
  const { actor } = command
  if (actor.type !== 'account' || actor.id === null) return
  // Closed since: nothing is given to an account that is no more.
  if (!isAccount(tx, actor.id)) throw new RefusedError('host' in command ? 'SIGN_IN_EXPIRED' : 'NOT_SIGNED_IN')
  const account = 'account' in command ? command.account : null
  if (account === null || account === actor.id) return
  const person = { type: 'account', id: actor.id as AccountId, organizations: organizationsOf(tx, actor.id) } as const
  if (!can(person, 'own:write', { owners: [account] })) throw new RefusedError('NOT_FOUND')
}

const LISTED = { ...CASE_COMMANDS, ...ORGANIZATION_COMMANDS, ...HANDOVER_COMMANDS, ...WEBHOOK_COMMANDS }

function isListed(command: Command): command is CommandOf<keyof typeof LISTED> {
  return Object.hasOwn(LISTED, command.type)
}

function performNew(
  writing: Writing,
  command: Exclude<Command, { type: 'record-response' }>,
): Result<unknown, CommandNo> {
  if (isListed(command)) {
    // The tables pair each type with its own command; types cannot follow the look-up.
    const listed = LISTED[command.type] as (writing: Writing, command: Command) => Result<unknown, CommandNo>
    return listed(writing, command)
  }
  if (isAboutPeople(command.type)) return performPeople(writing, command as CommandOf<PeopleCommandType>)
  switch (command.type) {
    case 'host-operation':
      return performHostOperation(writing, command)
    case 'host-lost-pc':
      return performHostLostPc(writing, command)
    case 'open-return-request':
      return performOpenReturnRequest(writing, command)
    case 'issue-key':
      return performIssueKey(writing, command)
    case 'rotate-key':
      return performRotateKey(writing, command)
    case 'tell-expiries':
      return performTellExpiries(writing, command)
    case 'support-return':
      return performSupportReturn(writing, command)
    case 'refuse-return-request':
      return performRefuseReturnRequest(writing, command)
    case 'set-standing':
      return performSetStanding(writing, command)
    case 'set-expiry':
      return performSetExpiry(writing, command)
    case 'put-product':
      return performPutProduct(writing, command)
    case 'put-policy':
      return performPutPolicy(writing, command)
    case 'put-release':
      return performPutRelease(writing, command)
    case 'put-release-file':
      return performPutReleaseFile(writing, command)
    case 'create-token':
      return performCreateToken(writing, command)
    case 'revoke-token':
      return performRevokeToken(writing, command)
  }
}
