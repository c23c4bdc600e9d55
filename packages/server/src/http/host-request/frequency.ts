import type { HostRequestClaims, RequestIntent } from '@latchkey/license-file/documents'
import { ok, type Result } from '@latchkey/core/result'
import { type Call, type Refused, refuseForNow } from '../call.ts'
import type { Quota } from '../quota.ts'
import type { Quotas } from '../quotas.ts'

/** What was counted for a request, to be given back should it turn out to be a repetition, which is free. */
export interface Counted {
  giveBack(): void
}

const NOTHING: Counted = { giveBack: () => undefined }

/** Counts a request against the limits of its keys or activations; refuses the whole of it when one of them is used up. */
export function countRequest(
  { iss, intent }: HostRequestClaims,
  call: Pick<Call<'answerHostRequest'>, 'at' | 'ip' | 'tellLimit'>,
  quotas: Quotas,
): Result<Counted, Refused> {
  const counted = countersOf(intent, iss, quotas)
  if (counted === null) return ok(NOTHING)
  const { quota, counters } = counted
  for (const counter of counters) {
    const looked = quota.look(counter, call.at)
    if (looked.allowed) continue
    call.tellLimit(quota, looked)
    return refuseForNow(looked)
  }
  for (const counter of counters) call.tellLimit(quota, quota.take(counter, call.at))
  return ok({
    giveBack: () => {
      for (const counter of counters) quota.giveBack(counter, call.at)
    },
  })
}

function countersOf(
  intent: RequestIntent,
  host: string,
  { activationsByKey, renewalsByActivation }: Quotas,
): { readonly quota: Quota; readonly counters: ReadonlySet<string> } | null {
  switch (intent.type) {
    case 'activate':
      return {
        quota: activationsByKey,
        counters: new Set(intent.rows.length === 0 ? [host] : intent.rows.map((row) => row.keyId)),
      }
    case 'transfer':
      return { quota: activationsByKey, counters: new Set(intent.rows.map((row) => row.licenseId)) }
    case 'emergency':
    case 'renew':
    case 'fetch': {
      // Without rows it is for all of the host's licenses, so the host is what is counted.
      const names = intent.rows.length === 0 ? ['every'] : intent.rows.map(({ licenseId }) => licenseId)
      return { quota: renewalsByActivation, counters: new Set(names.map((name) => `${name} ${host}`)) }
    }
    case 'request-status':
      return { quota: renewalsByActivation, counters: new Set([`requests ${host}`]) }
    case 'lost-pc':
    case 'look-up':
    case 'associate':
    case 'return':
    case 'support-request':
      return null
  }
}
