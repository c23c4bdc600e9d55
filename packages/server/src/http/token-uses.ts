import type { ApiTokenId, EpochMs } from '@latchkey/core/ids'
import { MINUTE_MS } from '@latchkey/core/limits'
import type { Logger } from 'pino'
import type { Store } from '../store/store.ts'

/** When a token was last used is told to the minute: a write per request would cost more than the request. */
const PRECISION_MS = MINUTE_MS

/** Notes that a token was used. */
export type NoteTokenUse = (id: ApiTokenId, at: EpochMs) => void

/** Notes uses in the store, without making anybody wait; one that is lost is noted at the next use. */
export function tokenUseNotes(store: Store, logger: Logger): NoteTokenUse {
  const notedAtById = new Map<ApiTokenId, EpochMs>()
  return (id, at) => {
    if (at - (notedAtById.get(id) ?? 0) < PRECISION_MS) return
    notedAtById.set(id, at)
    store.noteTokenUse(id, at).catch((error: unknown) => {
      notedAtById.delete(id)
      logger.warn({ err: error }, 'the use of a token was not noted')
    })
  }
}
