import type { EpochMs, LicenseId } from '@latchkey/core/ids'
import { decide } from '@latchkey/core/license'
import { LIMITS } from '@latchkey/core/limits'
import { ENGLISH_UTC } from '@latchkey/words/language'
import { explain } from '../../explain.ts'
import { type ExplanationView, toIsoOrNull } from '../../views.ts'
import type { Reading } from '../connection.ts'
import { loadLastEnded } from '../license-past.ts'
import { viewLicense } from '../license-view.ts'
import { loadLicense } from '../load.ts'
import { viewEventsOfLicense } from './events.ts'
import { viewKey } from './keys.ts'

/** Why a license runs or does not, and everything that happened to it, oldest first. */
export function viewExplanation(db: Reading, id: string, at: EpochMs): ExplanationView | null {
  const license = viewLicense(db, id, at)
  if (license === null) return null
  const key = viewKey(db, license.keyId, at)
  return {
    license,
    why: key === null ? [] : explain(license, key, at, ENGLISH_UTC),
    events: viewEventsOfLicense(db, id),
    undoUntil: toIsoOrNull(undoUntilOf(db, id, at)),
  }
}

function undoUntilOf(db: Reading, id: string, now: EpochMs): EpochMs | null {
  const [record] = loadLicense(db, id as LicenseId)?.licenses ?? []
  const last = record === undefined ? null : loadLastEnded(db, record.license.id)
  if (record === undefined || last === null) return null
  const undone = decide(record.license, { type: 'undo-return', ended: last.ended }, now)
  return undone.ok ? last.ended.returnedAt + LIMITS.supportUndoMs : null
}
