import type { BodyOf } from '@latchkey/contract/operations'
import { parsePolicyId, parseProductId } from '@latchkey/core/ids'
import { type PolicyTerms, termsOf } from '@latchkey/core/policy'
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
  const command = { ...commandOf(call), type: 'put-policy', id: id.value, name, terms: termsAsked(terms) } as const
  return answerOf(await store.execute(command), 'policy')
}

/** The default terms with what a body changes of them. */
export function termsAsked(changes: BodyOf<'putPolicy'>['terms']): PolicyTerms {
  return termsOf(Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)))
}
