import { SECOND_MS } from '@latchkey/core/limits'

/** The day of an instant (epoch milliseconds) in the zone of this PC, as 2026-11-24: reads the same in every country. */
export function dayOf(at: number): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return '?'
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** The day of a NumericDate (seconds), as signed documents hold it. */
export function dayOfSeconds(at: number): string {
  return dayOf(at * SECOND_MS)
}

function two(n: number): string {
  return String(n).padStart(2, '0')
}
