import type { HostId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import { ok, type Result } from '@latchkey/core/result'
import type { SignInRefusal } from '../../accounts/accounts.ts'
import { issueAccountToken } from '../../signing/account-token.ts'
import { type Call, type Handler, type Refused, refuse, refuseForNow } from '../call.ts'
import type { Quotas } from '../quotas.ts'
import type { SignInGuard } from '../sign-in-guard.ts'

export const signIn: Handler<'signIn'> = async (call, { accounts, keys, quotas }) => {
  const { login, password, hostId } = call.body
  const signedIn = await guarded(call, quotas, quotas.signInsByLogin, async () => accounts.signIn(login, password))
  if (!signedIn.ok) return signedIn
  const host = hostId as HostId
  const accountToken = issueAccountToken(signedIn.value.id, host, call.at, keys.secrets)
  const expiresAt = new Date(call.at + LIMITS.accountTokenMs).toISOString()
  return ok({ accountToken, account: signedIn.value, expiresAt })
}

export const staffSignIn: Handler<'staffSignIn'> = async (call, { accounts, quotas }) => {
  const { login, password } = call.body
  const signedIn = await guarded(call, quotas, quotas.staffSignInsByLogin, async () =>
    accounts.signInStaff(login, password, call.at),
  )
  if (!signedIn.ok) return signedIn
  const { token, staff, expiresAt } = signedIn.value
  return ok({ sessionToken: token, staff, expiresAt: new Date(expiresAt).toISOString() })
}

export const staffSignOut: Handler<'staffSignOut'> = async ({ token }, { accounts }) => {
  await accounts.endSession(token)
  return ok(undefined)
}

/** Counts an attempt per address and per login, whether there is such a login or not. */
async function guarded<T>(
  call: Call<'signIn'> | Call<'staffSignIn'>,
  { signInsByIp }: Quotas,
  guard: SignInGuard,
  attempt: () => Promise<Result<T, SignInRefusal>>,
): Promise<Result<T, Refused>> {
  const byIp = signInsByIp.take(call.ip, call.at)
  call.tellLimit(signInsByIp, byIp)
  if (!byIp.allowed) return refuseForNow(byIp)
  const login = call.body.login.toLowerCase()
  const byLogin = guard.take(login, call.at)
  if (!byLogin.allowed) return refuseForNow(byLogin)
  const signedIn = await attempt()
  if (signedIn.ok) {
    guard.forgive(login)
    return signedIn
  }
  if (signedIn.error === 'SERVER_BUSY') {
    guard.giveBack(login)
    return refuse('SERVER_BUSY', { seconds: 2 })
  }
  return refuse('SIGN_IN_FAILED')
}
