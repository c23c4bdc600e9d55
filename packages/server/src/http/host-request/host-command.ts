import type { Asking } from '@latchkey/core/host-operation'
import { type EpochMs, ID_RANDOM_BYTES, makeId } from '@latchkey/core/ids'
import type { HostRequestClaims, RequestIntent } from '@latchkey/license-file/documents'
import type { CommandOf, EventActor, HostDescription, OperationKey } from '../../store/store.ts'

export type ReadingIntent = Extract<RequestIntent, { type: 'look-up' | 'request-status' }>
export type ChangingIntent = Exclude<RequestIntent, { type: 'look-up' | 'request-status' }>

/** The command that does what a host asks for. */
export function hostCommand(
  claims: HostRequestClaims,
  intent: ChangingIntent,
  asking: Asking,
  operation: OperationKey,
  { at, random }: { readonly at: EpochMs; readonly random: (sizeBytes: number) => Uint8Array },
): CommandOf<'host-operation' | 'host-lost-pc' | 'open-return-request'> {
  const common = { operation, actor: actorOf(asking), at, host: hostOf(claims), asking }
  if (intent.type === 'lost-pc') {
    const licenseIds = intent.rows.map(({ licenseId }) => licenseId)
    return { ...common, type: 'host-lost-pc', reason: intent.reason, licenseIds }
  }
  if (intent.type !== 'support-request') return { ...common, type: 'host-operation', intent }
  const { reason, licenseIds, email, message, language = 'en' } = intent
  const id = makeId('rr', random(ID_RANDOM_BYTES))
  return { ...common, type: 'open-return-request', id, reason, licenseIds, email, message, language }
}

/** The account whose owner sits at the PC, else the PC. */
function actorOf({ account, host }: Asking): EventActor {
  return account === null ? { type: 'host', id: host } : { type: 'account', id: account }
}

function hostOf({ iss, host: { key, name, os, fingerprint } }: HostRequestClaims): HostDescription {
  return { id: iss, key, name, os, fingerprint }
}
