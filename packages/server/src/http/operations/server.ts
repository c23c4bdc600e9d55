import { ok } from '@latchkey/core/result'
import type { Handler } from '../call.ts'

export const getServer: Handler<'getServer'> = async ({ at }, { keys, version }) =>
  ok({ issuer: keys.issuer, version, time: new Date(at).toISOString(), keySet: keys.keySet })
