import { ok } from '@latchkey/core/result'
import type { Handler } from '../call.ts'

export const getServer: Handler<'getServer'> = async ({ at }, { keys, version }) =>
  ok({ issuer: keys.issuer, version, time: new Date(at).toISOString(), keySet: keys.keySet })

export const getBrand: Handler<'getBrand'> = async (_call, { brand: { name, logo } }) =>
  ok({ name, logoUrl: logo === null ? null : '/v1/brand-logo' })
