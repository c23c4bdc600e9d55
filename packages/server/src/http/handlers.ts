import type { CASE_OPERATIONS } from '@latchkey/contract/case-operations'
import type { CONSOLE_OPERATIONS } from '@latchkey/contract/console-operations'
import type { OperationName } from '@latchkey/contract/operations'
import type { PORTAL_OPERATIONS } from '@latchkey/contract/portal-operations'
import type { Handler } from './call.ts'
import { answerHostRequest } from './host-request/answer-host-request.ts'
import { createAccount, listAccounts } from './operations/accounts.ts'
import { PEOPLE_HANDLERS } from './operations/people/handlers.ts'
import { listPolicies, listProducts, putPolicy, putProduct } from './operations/catalog.ts'
import { getHost } from './operations/hosts.ts'
import { issueKey } from './operations/issue-key.ts'
import { getKey, listKeys, lookUpKey } from './operations/keys.ts'
import { explainLicense, getLicense, listLicenses, setExpiry, setStanding } from './operations/licenses.ts'
import { getReturnRequest, listReturnRequests, refuseReturnRequest } from './operations/return-requests.ts'
import { getServer } from './operations/server.ts'
import { signIn, staffSignIn, staffSignOut } from './operations/sign-in.ts'
import { supportReturnKey, supportReturnLicense } from './operations/support-return.ts'
import { createToken, listTokens, revokeToken } from './operations/tokens.ts'

type ComingName = Exclude<
  keyof typeof PORTAL_OPERATIONS | keyof typeof CASE_OPERATIONS | keyof typeof CONSOLE_OPERATIONS,
  'listReturnRequests' | 'getReturnRequest' | 'refuseReturnRequest'
>

/**
 * What each operation of the contract does; one that is missing here does not compile. Those of portal, cases and console are
 * published before they are built, so that pages can be written against them: until then they are not found.
 */
export const HANDLERS: { readonly [N in Exclude<OperationName, ComingName>]: Handler<N> } & {
  readonly [N in ComingName]?: Handler<N>
} = {
  getServer,
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
}
