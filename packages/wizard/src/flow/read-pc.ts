import type { Engine } from '@latchkey/host/engine'
import { localsByProduct } from './order.ts'
import type { PcFacts, PcNow } from './state.ts'

/** What this PC holds, read without network. */
export async function readPc(engine: Engine): Promise<PcNow & Pick<PcFacts, 'hostName'>> {
  const [locals, requests, pending] = await Promise.all([engine.localLicenses(), engine.requests(), engine.pending()])
  const waiting = pending.filter(({ carried }) => carried)
  return { hostName: engine.hostName, locals: localsByProduct(locals), requests, waiting }
}
