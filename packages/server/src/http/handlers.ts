import type { OperationName } from '@latchkey/contract/operations'
import type { Handler } from './call.ts'
import { answerHostRequest } from './host-request/answer-host-request.ts'
import { createAccount, listAccounts } from './operations/accounts.ts'
import { PEOPLE_HANDLERS } from './operations/people/handlers.ts'
import { listPolicies, listProducts, putPolicy, putProduct } from './operations/catalog.ts'
import { getHost } from './operations/hosts.ts'
import { issueKey } from './operations/issue-key.ts'
import { dryRunPolicy } from './operations/dry-run-policy.ts'
import { rotateKey } from './operations/rotate-key.ts'
import { getKey, listKeys, lookUpKey } from './operations/keys.ts'
import { explainLicense, getLicense, listLicenses, setExpiry, setStanding } from './operations/licenses.ts'
import { listEvents, search } from './operations/console.ts'
import {
  claimKey,
  commentMyReturnRequest,
  getMyLicense,
  getMyReturnRequest,
  listMyHosts,
  listMyLicenses,
  listMyReturnRequests,
  objectToReturnRequest,
  openMyReturnRequest,
  previewClaim,
  renameMyHost,
  returnMyLostPc,
  withdrawMyReturnRequest,
} from './operations/my-licenses.ts'
import {
  acceptTransfer,
  disputeTransfer,
  listMyTransfers,
  listTransfers,
  offerTransfer,
  settleTransfer,
  showTransferOffer,
  withdrawTransfer,
} from './operations/my-transfers.ts'
import { sendReturnRequestForm } from './operations/return-request-form.ts'
import {
  approveReturnRequest,
  cancelDecision,
  commentReturnRequest,
  decideReturnRequest,
  getReturnRequest,
  listReturnRequests,
  openReturnRequest,
  previewDecision,
  refuseReturnRequest,
  sendHelpDeskMessage,
  undoReturn,
  undoReturnRequest,
} from './operations/return-requests.ts'
import { getBrand, getServer } from './operations/server.ts'
import { signIn, staffSignIn, staffSignOut } from './operations/sign-in.ts'
import { answerOfflineRequest } from './host-request/offline-file.ts'
import { supportReturnKey, supportReturnLicense } from './operations/support-return.ts'
import { getStatistics } from './operations/statistics.ts'
import { createToken, listTokens, revokeToken } from './operations/tokens.ts'
import { createDownloadLink, listMyDownloads, listReleases, putRelease, putReleaseFile } from './operations/releases.ts'
import {
  createWebhook,
  deleteWebhook,
  listDeliveries,
  listWebhooks,
  putWebhook,
  replayDelivery,
  rotateWebhookSecret,
  testWebhook,
} from './operations/webhooks.ts'

/** What each operation of the contract does; one that is missing here does not compile. */
export const HANDLERS: { readonly [N in OperationName]: Handler<N> } = {
  getServer,
  getBrand,
  signIn,
  answerHostRequest,
  staffSignIn,
  staffSignOut,
  listProducts,
  putProduct,
  listPolicies,
  putPolicy,
  issueKey,
  listKeys,
  lookUpKey,
  getKey,
  supportReturnKey,
  answerOfflineRequest,
  listLicenses,
  getLicense,
  explainLicense,
  supportReturnLicense,
  setStanding,
  setExpiry,
  getHost,
  listAccounts,
  createAccount,
  listReturnRequests,
  getReturnRequest,
  refuseReturnRequest,
  listTokens,
  createToken,
  revokeToken,
  ...PEOPLE_HANDLERS,
  listEvents,
  search,
  rotateKey,
  dryRunPolicy,
  listMyLicenses,
  getMyLicense,
  returnMyLostPc,
  listMyHosts,
  renameMyHost,
  previewClaim,
  claimKey,
  listMyReturnRequests,
  getMyReturnRequest,
  openMyReturnRequest,
  commentMyReturnRequest,
  withdrawMyReturnRequest,
  objectToReturnRequest,
  listMyTransfers,
  offerTransfer,
  withdrawTransfer,
  showTransferOffer,
  acceptTransfer,
  disputeTransfer,
  listTransfers,
  settleTransfer,
  sendReturnRequestForm,
  openReturnRequest,
  previewDecision,
  decideReturnRequest,
  approveReturnRequest,
  cancelDecision,
  undoReturnRequest,
  undoReturn,
  commentReturnRequest,
  sendHelpDeskMessage,
  getStatistics,
  listReleases,
  putRelease,
  putReleaseFile,
  listMyDownloads,
  createDownloadLink,
  listWebhooks,
  createWebhook,
  putWebhook,
  rotateWebhookSecret,
  deleteWebhook,
  testWebhook,
  listDeliveries,
  replayDelivery,
}
