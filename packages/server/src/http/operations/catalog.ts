import { parsePolicyId, parseProductId } from '@latchkey/core/ids'
import { termsOf } from '@latchkey/core/policy'
import { ok } from '@latchkey/core/result'
import { type Handler, refuseField } from '../call.ts'
import { answerOf, commandOf } from './command.ts'

const CODE_WORDS = 'A code has 1 to 63 of a-z, 0-9 and hyphens, none at either end.'

export const listProducts: Handler<'listProducts'> = async ({ query }, { store }) =>
  ok(await store.reads.products(query))

export const putProduct: Handler<'putProduct'> = async (call, { store }) => {
  const id = parseProductId(call.params.id)
  if (!id.ok) return refuseField('id', CODE_WORDS)
  const { name, edition, features } = call.body
  const command = { ...commandOf(call), type: 'put-product', id: id.value, name, edition, features } as const
  return answerOf(await store.execute(command), 'product')
}

export const listPolicies: Handler<'listPolicies'> = async ({ query }, { store }) =>
  ok(await store.reads.policies(query))

export const putPolicy: Handler<'putPolicy'> = async (call, { store }) => {
  const id = parsePolicyId(call.params.id)
  if (!id.ok) return refuseField('id', CODE_WORDS)
  const { name, terms } = call.body
  const changes = Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined))
  const command = { ...commandOf(call), type: 'put-policy', id: id.value, name, terms: termsOf(changes) } as const
  return answerOf(await store.execute(command), 'policy')
}
