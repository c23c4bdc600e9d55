import type { CaseCommandBodies, OwnerCommandBodies } from '../../case-commands.ts'
import { performCommentCase, performObjectToCase, performOpenCase, performWithdrawCase } from './cases.ts'
import { performApproveCase, performCancelDecision, performCarryOutCase, performDecideCase } from './decide-case.ts'
import { performClaimKey, performOwnerReturn, performRenameHost } from './owners.ts'
import type { Performers } from './performers.ts'
import {
  performAcceptTransfer,
  performDisputeTransfer,
  performOfferTransfer,
  performSettleTransfer,
  performWithdrawTransfer,
} from './transfers.ts'
import { performUndoReturn } from './undo-return.ts'

/** Of cases, transfers and owners. */
export const CASE_COMMANDS: Performers<keyof CaseCommandBodies | keyof OwnerCommandBodies> = {
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
