import { type HandoverId, ID_RANDOM_BYTES, type LicenseId, makeId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import { ok, type Result } from '@latchkey/core/result'
import type { HandoverAsked } from '../../store/handover-commands.ts'
import { type Call, type Handler, type Refused, refuse, refuseField } from '../call.ts'
import type { Services } from '../services.ts'
import { answerOf, commandOf, found } from './command.ts'
import { accountOf } from './own.ts'

/** What Support gives to another account. */

export const listHandovers: Handler<'listHandovers'> = async ({ query }, { store }) =>
  ok(await store.reads.handovers(query))

export const getHandover: Handler<'getHandover'> = async ({ params }, { store }) =>
  found(await store.reads.handover(params.id), 'handover')

export const previewHandover: Handler<'previewHandover'> = async (call, services) => {
  const asked = await askedOf(call, services)
  if (!asked.ok) return asked
  const preview = await services.store.reads.handoverPreview(asked.value)
  return preview === 'TOO_MANY' ? refuseTooMany() : found(preview, 'license')
}

export const handOver: Handler<'handOver'> = async (call, services) => {
  const asked = await askedOf(call, services)
  if (!asked.ok) return asked
  const id = makeId('hdo', services.random(ID_RANDOM_BYTES))
  const { note } = call.body
  const executed = await services.store.execute({ ...commandOf(call), type: 'hand-over', id, ...asked.value, note })
  const isTooMany = executed.status === 'refused' && executed.code === 'TOO_MANY'
  return isTooMany ? refuseTooMany() : answerOf(executed, 'license')
}

/** Both sides by what staff know of them: id, username or e-mail address. */
async function askedOf(
  { body }: Call<'previewHandover'> | Call<'handOver'>,
  { store }: Services,
): Promise<Result<HandoverAsked, Refused>> {
  const [from, to] = await Promise.all([store.reads.accountNamed(body.from), store.reads.accountNamed(body.to)])
  if (from === null || to === null) return refuse('NOT_FOUND', { field: 'account' })
  if (from === to) return refuseField('/to', 'The licenses are there already: choose another account.')
  return ok({ from, to, licenseIds: body.licenseIds as LicenseId[] })
}

function refuseTooMany() {
  return refuseField(
    '/licenseIds',
    `The account has more than ${LIMITS.handoverLicensesMax} licenses: name some of them.`,
  )
}

export const approveHandover: Handler<'approveHandover'> = async (call, { store }) => {
  const change = changeOf(call)
  return answerOf(await store.execute({ ...change, type: 'approve-handover' }), 'handover')
}

export const cancelHandover: Handler<'cancelHandover'> = async (call, { store }) => {
  const change = changeOf(call)
  return answerOf(await store.execute({ ...change, type: 'cancel-handover' }), 'handover')
}

export const undoHandover: Handler<'undoHandover'> = async (call, { store }) => {
  const change = changeOf(call)
  return answerOf(await store.execute({ ...change, type: 'undo-handover' }), 'handover')
}

function changeOf(call: Call<'approveHandover'> | Call<'cancelHandover'> | Call<'undoHandover'>) {
  return { ...commandOf(call), id: call.params.id as HandoverId, note: call.body.note }
}

export const listMyHandovers: Handler<'listMyHandovers'> = async (call, { store }) =>
  ok(await store.reads.myHandovers(accountOf(call)))

export const objectToHandover: Handler<'objectToHandover'> = async (call, { store }) => {
  const id = call.params.id as HandoverId
  const { message } = call.body
  const command = { ...commandOf(call), type: 'object-to-handover', id, account: accountOf(call), message } as const
  return answerOf(await store.execute(command), 'handover')
}
