import { readActivationKey, refusalOfKey } from '@latchkey/core/activation-key'
import { err, ok } from '@latchkey/core/result'
import { digestActivationKey } from '../../signing/activation-key-secrecy.ts'
import { type Handler, refuse } from '../call.ts'
import { found } from './command.ts'

export const listKeys: Handler<'listKeys'> = async ({ query }, { store }) => ok(await store.reads.keys(query))

export const getKey: Handler<'getKey'> = async ({ params }, { store }) => found(await store.reads.key(params.id), 'key')

export const lookUpKey: Handler<'lookUpKey'> = async ({ body }, { store, keys }) => {
  const reading = readActivationKey(body.key)
  if (reading.kind === 'malformed' || reading.kind === 'mistyped') return err(refusalOfKey(reading))
  const known = await store.reads.keyByDigest(digestActivationKey(reading.key, keys.secrets))
  const key = known === null ? null : await store.reads.key(known.id)
  return key === null ? refuse('KEY_UNKNOWN', { keyLast5: reading.last5 }) : ok(key)
}
