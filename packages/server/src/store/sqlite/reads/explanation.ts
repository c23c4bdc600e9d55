import type { EpochMs } from '@latchkey/core/ids'
import { ENGLISH_UTC } from '@latchkey/words/language'
import { explain } from '../../explain.ts'
import type { ExplanationView } from '../../views.ts'
import type { Reading } from '../connection.ts'
import { viewLicense } from '../license-view.ts'
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
  }
}
