import { ok } from '@latchkey/core/result'
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
