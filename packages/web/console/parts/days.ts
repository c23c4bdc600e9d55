import { DAY_MS } from '@latchkey/core/limits'

/** The instants at which a day begins and is over, and at which the next one begins; UTC. */
export function startOfDay(day: string): string {
  return `${day}T00:00:00.000Z`
}

export function endOfDay(day: string): string {
  return `${day}T23:59:59.999Z`
}

/** What is no day is left for the API to refuse. */
export function startOfNextDay(day: string): string {
  const at = Date.parse(startOfDay(day))
  return Number.isNaN(at) ? day : new Date(at + DAY_MS).toISOString()
}
