import { SECOND_MS } from '@latchkey/core/limits'
import { language } from './language.ts'

/** The day of an instant (epoch milliseconds) in the zone of this PC, as the reader's language has it. */
export function dayOf(at: number): string {
  return language().day(at)
}

/** The day of a NumericDate (seconds), as signed documents hold it. */
export function dayOfSeconds(at: number): string {
  return dayOf(at * SECOND_MS)
}
