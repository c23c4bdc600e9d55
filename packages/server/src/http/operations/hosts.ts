import type { Handler } from '../call.ts'
import { found } from './command.ts'

export const getHost: Handler<'getHost'> = async ({ params }, { store }) =>
  found(await store.reads.host(params.id), 'host')
