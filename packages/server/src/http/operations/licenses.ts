import type { LicenseId } from '@latchkey/core/ids'
import { ok } from '@latchkey/core/result'
import type { Handler } from '../call.ts'
import { answerOf, commandOf, found } from './command.ts'

export const listLicenses: Handler<'listLicenses'> = async ({ query }, { store }) =>
  ok(await store.reads.licenses(query))

export const getLicense: Handler<'getLicense'> = async ({ params }, { store }) =>
  found(await store.reads.license(params.id), 'license')

export const explainLicense: Handler<'explainLicense'> = async ({ params, at }, { store }) =>
  found(await store.reads.explanation(params.id, at), 'license')

export const setStanding: Handler<'setStanding'> = async (call, { store }) => {
  const licenseId = call.params.id as LicenseId
  return answerOf(await store.execute({ ...commandOf(call), type: 'set-standing', licenseId, ...call.body }), 'license')
}

export const setExpiry: Handler<'setExpiry'> = async (call, { store }) => {
  const licenseId = call.params.id as LicenseId
  const { note } = call.body
  const expiresAt = call.body.expiresAt === null ? null : Date.parse(call.body.expiresAt)
  return answerOf(
    await store.execute({ ...commandOf(call), type: 'set-expiry', licenseId, expiresAt, note }),
    'license',
  )
}
