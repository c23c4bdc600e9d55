import { can } from '@latchkey/core/access'
import { type ApiTokenId, ID_RANDOM_BYTES, makeId } from '@latchkey/core/ids'
import { DAY_MS } from '@latchkey/core/limits'
import { ok } from '@latchkey/core/result'
import { deriveApiToken, hashApiToken } from '../../signing/api-token.ts'
import { type Handler, refuse } from '../call.ts'
import { answerOf, commandOf } from './command.ts'

export const listTokens: Handler<'listTokens'> = async ({ query }, { store }) => ok(await store.reads.tokens(query))

/** The token's text is derived from the operation: stored nowhere, and the same when the call is repeated. */
export const createToken: Handler<'createToken'> = async (call, { store, keys, random }) => {
  const { name, days } = call.body
  const scopes = [...new Set(call.body.scopes)]
  if (!scopes.every((scope) => can(call.actor, scope))) return refuse('NOT_ALLOWED')
  const token = deriveApiToken(call.operation.caller, call.operation.id, keys.secrets)
  const executed = await store.execute({
    ...commandOf(call),
    type: 'create-token',
    id: makeId('tok', random(ID_RANDOM_BYTES)),
    hash: hashApiToken(token),
    name,
    scopes,
    expiresAt: call.at + days * DAY_MS,
  })
  const answer = answerOf(executed, 'token')
  return answer.ok ? ok({ token, ...answer.value }) : answer
}

export const revokeToken: Handler<'revokeToken'> = async (call, { store }) => {
  const id = call.params.id as ApiTokenId
  const answer = answerOf(await store.execute({ ...commandOf(call), type: 'revoke-token', id }), 'token')
  return answer.ok ? ok(undefined) : answer
}
