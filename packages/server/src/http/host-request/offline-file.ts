import type { AnswerOf } from '@latchkey/contract/operations'
import { err, ok, type Result } from '@latchkey/core/result'
import { responseComment } from '@latchkey/license-file/armor-comments'
import { readArmor, writeArmor } from '@latchkey/license-file/armor'
import { parseDocument } from '@latchkey/license-file/parse'
import { type Handler, type Refused, refuse, refuseForNow } from '../call.ts'
import type { Services } from '../services.ts'
import { answerRequest, type RequestCall } from './answer-host-request.ts'

/** A request or return file, answered by the file to load on the PC that made it. */
export const answerOfflineRequest: Handler<'answerOfflineRequest'> = (call, services) =>
  answerFile(Buffer.from(call.body.file), call, services)

/** @param bytes the file, or whatever a form has wrapped around it: armor is found wherever it stands */
export async function answerFile(
  bytes: Uint8Array,
  call: RequestCall,
  services: Services,
): Promise<Result<AnswerOf<'answerOfflineRequest'>, Refused>> {
  const taken = services.quotas.offlineFilesByIp.take(call.ip, call.at)
  call.tellLimit(services.quotas.offlineFilesByIp, taken)
  if (!taken.allowed) return refuseForNow(taken)
  const request = requestIn(bytes)
  if (!request.ok) return request
  const answered = await answerRequest(request.value, 'file', call, services)
  if (!answered.ok) return answered
  const { response } = answered.value
  const [asked, told] = [parseDocument('hostRequest', request.value), parseDocument('response', response)]
  if (!asked.ok || !told.ok) throw new Error('a request that was answered can be read, and so can its answer')
  const { host } = asked.value.claims
  return ok({
    fileName: `RESPONSE-${host.name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, 60)}.lkres`,
    file: writeArmor('response', response, responseComment(told.value.claims, host.name)),
  })
}

function requestIn(bytes: Uint8Array): Result<string, Refused> {
  const [asked, returned] = [readArmor('request', bytes), readArmor('return', bytes)]
  if (asked.ok && returned.ok) return refuse('REQUEST_MALFORMED', { field: ' (FILE_AMBIGUOUS)' })
  if (asked.ok) return asked
  if (returned.ok) return returned
  const found = asked.error === 'BEGIN_MISSING' ? returned.error : asked.error
  return err(refuse('REQUEST_MALFORMED', { field: ` (${found})` }).error)
}
