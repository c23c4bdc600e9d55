import { HOUR_MS, LIMITS, MINUTE_MS, SECOND_MS } from '@latchkey/core/limits'
import { Quota } from './quota.ts'
import { SignInGuard } from './sign-in-guard.ts'

/** The limits of the HTTP side, by their names in `LIMITS`; tests and benchmarks change some. */

type HttpLimitName =
  | 'signInsPerAccountMax'
  | 'signInsPerAccountWindowMs'
  | 'signInsPerIpPerMinuteMax'
  | 'mailsAskedPerAddressPerHourMax'
  | 'mailsAskedPerIpPerHourMax'
  | 'changesPerPersonPerHourMax'
  | 'unknownKeysPerIpPerMinuteMax'
  | 'unknownKeysPerSecondMax'
  | 'formRequestsPerIpPerHourMax'
  | 'offlineFilesPerIpPerHourMax'
  | 'activationsPerKeyPerHourMax'
  | 'renewalsPerActivationPerMinuteMax'

/** Everything that is counted, in this process alone: several processes allow so much each. */
export interface Quotas {
  readonly signInsByIp: Quota
  readonly signInsByLogin: SignInGuard
  readonly staffSignInsByLogin: SignInGuard
  /** Second factors and step-ups, by person. */
  readonly factorsByPerson: SignInGuard
  readonly mailsByAddress: Quota
  readonly mailsByIp: Quota
  /** Of what is their own, by the owner of an account. */
  readonly changesByPerson: Quota
  readonly unknownKeysByIp: Quota
  readonly unknownKeys: Quota
  readonly formsByIp: Quota
  readonly offlineFilesByIp: Quota
  readonly activationsByKey: Quota
  readonly renewalsByActivation: Quota
}

/** Starts counting. `changes`: other limits than those of the house, by name; unknown names are ignored. */
export function createQuotas(changes: Readonly<Record<string, number>> = {}): Quotas {
  const limit = (name: HttpLimitName): number => changes[name] ?? LIMITS[name]
  const guard = () => new SignInGuard(limit('signInsPerAccountMax'), limit('signInsPerAccountWindowMs'))
  return {
    signInsByIp: new Quota('sign-ins', limit('signInsPerIpPerMinuteMax'), MINUTE_MS),
    signInsByLogin: guard(),
    staffSignInsByLogin: guard(),
    factorsByPerson: guard(),
    mailsByAddress: new Quota('mails', limit('mailsAskedPerAddressPerHourMax'), HOUR_MS),
    mailsByIp: new Quota('mails', limit('mailsAskedPerIpPerHourMax'), HOUR_MS),
    changesByPerson: new Quota('changes', limit('changesPerPersonPerHourMax'), HOUR_MS),
    unknownKeysByIp: new Quota('unknown-keys', limit('unknownKeysPerIpPerMinuteMax'), MINUTE_MS),
    unknownKeys: new Quota('all-unknown-keys', limit('unknownKeysPerSecondMax'), SECOND_MS),
    formsByIp: new Quota('forms', limit('formRequestsPerIpPerHourMax'), HOUR_MS),
    offlineFilesByIp: new Quota('offline-files', limit('offlineFilesPerIpPerHourMax'), HOUR_MS),
    activationsByKey: new Quota('activations', limit('activationsPerKeyPerHourMax'), HOUR_MS),
    renewalsByActivation: new Quota('renewals', limit('renewalsPerActivationPerMinuteMax'), MINUTE_MS),
  }
}
