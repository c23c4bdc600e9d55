import { localsByProduct } from './order.ts'
import type { PcFacts, PcNow } from './state.ts'
import type { Tools } from './tools.ts'

type PcRead = PcNow & Pick<PcFacts, 'hostName' | 'settingsRefusal'>

/** What this PC holds, read without network. */
export async function readPc({ engine, settingsRefusal }: Pick<Tools, 'engine' | 'settingsRefusal'>): Promise<PcRead> {
  const [locals, requests, pending] = await Promise.all([engine.localLicenses(), engine.requests(), engine.pending()])
  const waiting = pending.filter(({ carried }) => carried)
  return {
    hostName: engine.hostName,
    locals: localsByProduct(locals),
    requests,
    waiting,
    settingsRefusal: settingsRefusal(),
  }
}
