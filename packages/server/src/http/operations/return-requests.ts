import type { ReturnRequestId } from '@latchkey/core/ids'
import { ok } from '@latchkey/core/result'
import type { Handler } from '../call.ts'
import { answerOf, commandOf, found } from './command.ts'

export const listReturnRequests: Handler<'listReturnRequests'> = async ({ query }, { store }) =>
  ok(await store.reads.returnRequests(query))

export const getReturnRequest: Handler<'getReturnRequest'> = async ({ params }, { store }) =>
  found(await store.reads.returnRequest(params.id), 'return request')

export const refuseReturnRequest: Handler<'refuseReturnRequest'> = async (call, { store }) => {
  const id = call.params.id as ReturnRequestId
  const { answer } = call.body
  return answerOf(
    await store.execute({ ...commandOf(call), type: 'refuse-return-request', id, answer }),
    'return request',
  )
}
