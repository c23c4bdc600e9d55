import type { LicenseId, ReturnRequestId } from '@latchkey/core/ids'
import { ID_RANDOM_BYTES, makeId } from '@latchkey/core/ids'
import { ok, type Result } from '@latchkey/core/result'
import type { CaseAnswer } from '../../store/case-commands.ts'
import { type Handler, type Refused, refuse } from '../call.ts'
import { answerOf, commandOf, found } from './command.ts'
import { keyShown } from './key-shown.ts'
import { accountOf, personOf } from './own.ts'

/** The portal: what an account does with its licenses, PCs and return requests. */

export const listMyLicenses: Handler<'listMyLicenses'> = async (call, { store }) =>
  ok(await store.reads.myLicenses(accountOf(call), call.query))

export const getMyLicense: Handler<'getMyLicense'> = async (call, { store }) => {
  call.tellLanguage()
  return found(await store.reads.myLicense(accountOf(call), call.params.id, call.locale), 'license')
}

export const returnMyLostPc: Handler<'returnMyLostPc'> = async (call, { store }) => {
  const licenseId = call.params.id as LicenseId
  const command = {
    ...commandOf(call),
    type: 'owner-return',
    account: accountOf(call),
    licenseId,
    ...call.body,
  } as const
  return answerOf(await store.execute(command), 'license')
}

export const listMyHosts: Handler<'listMyHosts'> = async (call, { store }) =>
  ok(await store.reads.myHosts(accountOf(call), call.query))

export const renameMyHost: Handler<'renameMyHost'> = async (call, { store }) => {
  const { name } = call.body
  const command = {
    ...commandOf(call),
    type: 'rename-host',
    account: accountOf(call),
    host: call.params.id,
    name,
  } as const
  return answerOf(await store.execute(command), 'PC')
}

export const previewClaim: Handler<'previewClaim'> = async (call, services) => {
  const key = await keyShown(call.body.key, call, services)
  if (!key.ok) return key
  const { id } = key.value
  const preview = await services.store.reads.claimPreview(accountOf(call), id, call.body.seats)
  return preview === null ? refuse('NO_SEAT_FREE') : ok(preview)
}

export const claimKey: Handler<'claimKey'> = async (call, services) => {
  const key = await keyShown(call.body.key, call, services)
  if (!key.ok) return key
  const { id: keyId, digest: keyDigest } = key.value
  const { seats } = call.body
  const command = { ...commandOf(call), type: 'claim-key', account: accountOf(call), keyId, keyDigest, seats } as const
  return answerOf(await services.store.execute(command), 'key')
}

export const listMyReturnRequests: Handler<'listMyReturnRequests'> = async (call, { store }) =>
  ok(await store.reads.myReturnRequests(accountOf(call), call.query))

export const getMyReturnRequest: Handler<'getMyReturnRequest'> = async (call, { store }) =>
  found(await store.reads.myReturnRequest(accountOf(call), call.params.id), 'return request')

export const openMyReturnRequest: Handler<'openMyReturnRequest'> = async (call, services) => {
  const { store, random } = services
  const { reason, message } = call.body
  const executed = await store.execute({
    ...commandOf(call),
    type: 'open-case',
    id: makeId('rr', random(ID_RANDOM_BYTES)),
    channel: 'portal',
    externalId: null,
    account: accountOf(call),
    keyId: null,
    licenseIds: call.body.licenseIds as LicenseId[],
    reason,
    // The person's own address, wherever it moves.
    email: (await store.reads.account(personOf(call)))?.email ?? '',
    message,
    language: call.locale,
  })
  const opened = answerOf(executed, 'license')
  return myRequestOf(opened)
}

export const commentMyReturnRequest: Handler<'commentMyReturnRequest'> = async (call, services) => {
  const executed = await services.store.execute({
    ...commandOf(call),
    type: 'comment-case',
    target: { id: call.params.id as ReturnRequestId },
    author: 'customer',
    internal: false,
    text: call.body.text,
    account: accountOf(call),
  })
  const commented = answerOf(executed, 'return request')
  return myRequestOf(commented)
}

export const withdrawMyReturnRequest: Handler<'withdrawMyReturnRequest'> = async (call, services) => {
  const target = { id: call.params.id as ReturnRequestId }
  const command = { ...commandOf(call), type: 'withdraw-case', target, account: accountOf(call), text: '' } as const
  const withdrawn = answerOf(await services.store.execute(command), 'return request')
  return myRequestOf(withdrawn)
}

export const objectToReturnRequest: Handler<'objectToReturnRequest'> = async (call, services) => {
  const id = call.params.id as ReturnRequestId
  const { message } = call.body
  const command = { ...commandOf(call), type: 'object-to-case', id, account: accountOf(call), message } as const
  const objected = answerOf(await services.store.execute(command), 'return request')
  return myRequestOf(objected)
}

function myRequestOf(answer: Result<CaseAnswer | null, Refused>): Result<NonNullable<CaseAnswer['myView']>, Refused> {
  return answer.ok ? found(answer.value?.myView ?? null, 'return request') : answer
}
