import { ID_RANDOM_BYTES, makeId, parseProductId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import { ok } from '@latchkey/core/result'
import { digestOf } from '../../downloads/storage.ts'
import { writeLink } from '../../downloads/link.ts'
import { type Handler, refuse, refuseField } from '../call.ts'
import { answerOf, commandOf } from './command.ts'
import { accountOf } from './own.ts'

export const listReleases: Handler<'listReleases'> = async ({ query }, { store }) =>
  ok(await store.reads.releases(query))

export const putRelease: Handler<'putRelease'> = async (call, { store, random }) => {
  const product = parseProductId(call.params.id)
  if (!product.ok) return refuseField('id', 'A code has 1 to 63 of a-z, 0-9 and hyphens, none at either end.')
  const { version, notes, releasedAt } = call.body
  const id = makeId('rel', random(ID_RANDOM_BYTES))
  const release = { id, product: product.value, version, notes, releasedAt: Date.parse(releasedAt) }
  return answerOf(await store.execute({ ...commandOf(call), type: 'put-release', ...release }), 'product')
}

/** The file is read through before anything is written: what is published is what lay there, with its checksum. */
export const putReleaseFile: Handler<'putReleaseFile'> = async (call, { store, storage, random }) => {
  const { path, name = path.slice(path.lastIndexOf('/') + 1), os } = call.body
  const release = call.params.id
  if ((await store.reads.release(release)) === null) return refuse('NOT_FOUND', { field: 'release' })
  const digest = await digestOf(storage, path)
  if (!digest.ok) return refuse(digest.error, { seconds: 60 })
  const file = { id: makeId('art', random(ID_RANDOM_BYTES)), release, path, name, os, ...digest.value }
  return answerOf(await store.execute({ ...commandOf(call), type: 'put-release-file', ...file }), 'release')
}

export const listMyDownloads: Handler<'listMyDownloads'> = async (call, { store }) =>
  ok(await store.reads.myDownloads(accountOf(call), call.query))

export const createDownloadLink: Handler<'createDownloadLink'> = async (call, { store, keys }) => {
  const account = accountOf(call)
  const found = await store.reads.download(account, call.params.id)
  if (!found.ok) return refuse(found.error.code, { field: 'file', product: found.error.product })
  const { id: artifact, name } = found.value
  const expiresAt = call.at + LIMITS.downloadLinkMs
  const url = writeLink({ artifact, account, expiresAt }, keys.secrets)
  return ok({ url, name, expiresAt: new Date(expiresAt).toISOString() })
}
