import { ID_RANDOM_BYTES, type LicenseId, makeId, type ReturnRequestId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import { ok, type Result } from '@latchkey/core/result'
import type { CaseAnswer } from '../../store/case-commands.ts'
import type { ReturnRequestView } from '../../store/views.ts'
import { type Call, type Handler, type Refused, refuse } from '../call.ts'
import type { Services } from '../services.ts'
import { answerOf, commandOf, found } from './command.ts'
import { keyShown } from './key-shown.ts'

/** Support's queue. */

export const listReturnRequests: Handler<'listReturnRequests'> = async ({ query }, { store }) =>
  ok(await store.reads.returnRequests(query))

export const getReturnRequest: Handler<'getReturnRequest'> = async ({ params }, { store }) =>
  found(await store.reads.returnRequest(params.id), 'return request')

export const openReturnRequest: Handler<'openReturnRequest'> = async (call, services) => {
  const { key, licenseIds, email, reason, message } = call.body
  const shown = key === undefined ? ok(null) : await keyShown(key, call, services)
  if (!shown.ok) return shown
  const executed = await services.store.execute({
    ...commandOf(call),
    type: 'open-case',
    id: makeId('rr', services.random(ID_RANDOM_BYTES)),
    channel: 'api',
    externalId: null,
    account: null,
    keyId: shown.value?.id ?? null,
    licenseIds: licenseIds as LicenseId[],
    email,
    reason,
    message,
    language: call.locale,
  })
  const opened = answerOf(executed, 'license')
  return requestOf(opened)
}

export const previewDecision: Handler<'previewDecision'> = async ({ params, body }, { store }) => {
  const asked = { decision: body.decision, reason: body.reason ?? null }
  return found(await store.reads.decisionPreview(params.id, asked), 'return request')
}

export const decideReturnRequest: Handler<'decideReturnRequest'> = async (call, { store }) => {
  const { decision, reason = null, note, reply = null } = call.body
  const id = call.params.id as ReturnRequestId
  const command = { ...commandOf(call), type: 'decide-case', id, decision, reason, note, reply } as const
  return answerOf(await store.execute(command), 'return request')
}

export const approveReturnRequest: Handler<'approveReturnRequest'> = async (call, { store }) => {
  const id = call.params.id as ReturnRequestId
  const { note } = call.body
  return answerOf(await store.execute({ ...commandOf(call), type: 'approve-case', id, note }), 'return request')
}

export const cancelDecision: Handler<'cancelDecision'> = async (call, { store }) => {
  const id = call.params.id as ReturnRequestId
  const { note } = call.body
  return answerOf(await store.execute({ ...commandOf(call), type: 'cancel-decision', id, note }), 'return request')
}

export const undoReturnRequest: Handler<'undoReturnRequest'> = async (call, services) => {
  const id = call.params.id as ReturnRequestId
  const { note } = call.body
  const command = { ...commandOf(call), type: 'undo-return', target: { id }, note } as const
  const undone = answerOf(await services.store.execute(command), 'return request')
  return undone.ok ? found(undone.value.returnRequest, 'return request') : undone
}

export const undoReturn: Handler<'undoReturn'> = async (call, { store }) => {
  const target = { licenseId: call.params.id as LicenseId }
  const { note } = call.body
  const undone = answerOf(await store.execute({ ...commandOf(call), type: 'undo-return', target, note }), 'license')
  return undone.ok ? ok({ licenses: undone.value.licenses }) : undone
}

export const commentReturnRequest: Handler<'commentReturnRequest'> = async (call, services) => {
  const target = { id: call.params.id as ReturnRequestId }
  const comment = { author: 'support', account: null, ...call.body } as const
  const executed = await services.store.execute({ ...commandOf(call), type: 'comment-case', target, ...comment })
  const commented = answerOf(executed, 'return request')
  return requestOf(commented)
}

export const refuseReturnRequest: Handler<'refuseReturnRequest'> = async (call, { store }) => {
  const id = call.params.id as ReturnRequestId
  const { answer } = call.body
  return answerOf(
    await store.execute({ ...commandOf(call), type: 'refuse-return-request', id, answer }),
    'return request',
  )
}

/** What happened to a ticket of the vendor's own help desk; the ticket's id is what it knows the case by. */
export const sendHelpDeskMessage: Handler<'sendHelpDeskMessage'> = async (call, services) => {
  const { body } = call
  const externalId = call.params.id
  if (externalId.length > 200) return refuse('NOT_FOUND', { field: 'ticket' })
  switch (body.action) {
    case 'open':
      return openForTicket(call, services, externalId, body)
    case 'comment': {
      const author = body.author === 'customer' ? 'customer' : 'help-desk'
      const comment = { target: { externalId }, author, text: kept(body.text), internal: false, account: null } as const
      const command = { ...commandOf(call), type: 'comment-case', ...comment } as const
      return requestOf(answerOf(await services.store.execute(command), 'ticket'))
    }
    case 'close': {
      const closing = { target: { externalId }, account: null, text: kept(body.text) } as const
      const command = { ...commandOf(call), type: 'withdraw-case', ...closing } as const
      return requestOf(answerOf(await services.store.execute(command), 'ticket'))
    }
  }
}

async function openForTicket(
  call: Call<'sendHelpDeskMessage'>,
  services: Services,
  externalId: string,
  { key, email, reason, text }: Extract<Call<'sendHelpDeskMessage'>['body'], { action: 'open' }>,
): Promise<Result<ReturnRequestView, Refused>> {
  const shown = await keyShown(key, call, services)
  if (!shown.ok) return shown
  const executed = await services.store.execute({
    ...commandOf(call),
    type: 'open-case',
    id: makeId('rr', services.random(ID_RANDOM_BYTES)),
    channel: 'help-desk',
    externalId,
    account: null,
    keyId: shown.value.id,
    licenseIds: [],
    email,
    reason,
    message: kept(text),
    language: call.locale,
  })
  return requestOf(answerOf(executed, 'ticket'))
}

/** Of what a ticket says, as much as of any note; the rest is in the help desk. */
function kept(text: string): string {
  if (text.length <= LIMITS.noteCharsMax) return text
  return `${text.slice(0, LIMITS.noteCharsMax - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

function requestOf(answer: Result<CaseAnswer | null, Refused>): Result<ReturnRequestView, Refused> {
  return answer.ok ? found(answer.value?.view ?? null, 'return request') : answer
}
