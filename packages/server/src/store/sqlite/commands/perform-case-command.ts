import type { Result } from '@latchkey/core/result'
import type { CaseCommandBodies, OwnerCommandBodies } from '../../case-commands.ts'
import type { Command, CommandNo, CommandOf } from '../../store.ts'
import type { Writing } from '../save.ts'
import { performCommentCase, performObjectToCase, performOpenCase, performWithdrawCase } from './cases.ts'
import { performApproveCase, performCancelDecision, performCarryOutCase, performDecideCase } from './decide-case.ts'
import { performClaimKey, performOwnerReturn, performRenameHost } from './owners.ts'
import {
  performAcceptTransfer,
  performDisputeTransfer,
  performOfferTransfer,
  performSettleTransfer,
  performWithdrawTransfer,
} from './transfers.ts'
import { performUndoReturn } from './undo-return.ts'

type CaseCommandType = keyof CaseCommandBodies | keyof OwnerCommandBodies

/** What each command about cases, transfers and owners does; one that is missing here does not compile. */
const PERFORM: {
  readonly [T in CaseCommandType]: (writing: Writing, command: CommandOf<T>) => Result<unknown, CommandNo>
} = {
  'open-case': performOpenCase,
  'comment-case': performCommentCase,
  'decide-case': performDecideCase,
  'approve-case': performApproveCase,
  'carry-out-case': performCarryOutCase,
  'cancel-decision': performCancelDecision,
  'object-to-case': performObjectToCase,
  'withdraw-case': performWithdrawCase,
  'undo-return': performUndoReturn,
  'offer-transfer': performOfferTransfer,
  'withdraw-transfer': performWithdrawTransfer,
  'accept-transfer': performAcceptTransfer,
  'dispute-transfer': performDisputeTransfer,
  'settle-transfer': performSettleTransfer,
  'claim-key': performClaimKey,
  'owner-return': performOwnerReturn,
  'rename-host': performRenameHost,
}

export function isCaseCommand(command: Command): command is CommandOf<CaseCommandType> {
  return Object.hasOwn(PERFORM, command.type)
}

export function performCaseCommand(writing: Writing, command: CommandOf<CaseCommandType>): Result<unknown, CommandNo> {
  // The table pairs each type with its own command; types cannot follow the look-up.
  const perform = PERFORM[command.type] as (writing: Writing, command: Command) => Result<unknown, CommandNo>
  return perform(writing, command)
}
