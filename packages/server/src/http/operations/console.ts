import { type Refusal, wordsOf } from '@latchkey/core/refusals'
import { ok } from '@latchkey/core/result'
import { kindsFoundBy, readSearch } from '@latchkey/core/search'
import { digestActivationKey } from '../../signing/activation-key-secrecy.ts'
import type { Handler } from '../call.ts'

export const listEvents: Handler<'listEvents'> = async ({ query }, { store }) => {
  const { since, until, ...rest } = query
  return ok(
    await store.reads.events({
      ...rest,
      since: since === undefined ? undefined : Date.parse(since),
      until: until === undefined ? undefined : Date.parse(until),
    }),
  )
}

/** Of a key that was pasted only its digest goes on; the text is never an address, and in no log. */
export const search: Handler<'search'> = async ({ body, actor }, { store, keys }) => {
  const { key, slip, ...terms } = readSearch(body.text)
  const keyDigest = key === null ? null : digestActivationKey(key, keys.secrets)
  const found = await store.reads.search({ terms: { ...terms, keyDigest }, kinds: kindsFoundBy(actor) })
  return ok({ ...found, hint: slip === null ? null : hintOf(slip) })
}

function hintOf(slip: Refusal): string {
  const { sentence, wayOut } = wordsOf(slip)
  return `${sentence} ${wayOut}`
}
