import type { OperationName } from '@latchkey/contract/operations'
import type { Result } from '@latchkey/core/result'
import type { SignInRefusal } from '../../accounts/accounts.ts'
import { type Call, type Refused, refuse, refuseForNow } from '../call.ts'
import type { Quotas } from '../quotas.ts'
import type { SignInGuard } from '../sign-in-guard.ts'

/** Counts an attempt to sign in per address and per login, whether there is such a login or not. */
export async function guarded<T>(
  call: Pick<Call<OperationName>, 'ip' | 'at' | 'tellLimit'> & { readonly body: { readonly login: string } },
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
