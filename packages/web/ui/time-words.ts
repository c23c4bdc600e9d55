const UNITS = [
  { unit: 'year', ms: 365 * 86_400_000 },
  { unit: 'month', ms: 30 * 86_400_000 },
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const satisfies readonly { readonly unit: Intl.RelativeTimeFormatUnit; readonly ms: number }[]

/** "3 days ago", "in 2 hours", "now": in the largest unit of which there is at least one. */
export function relativeWords(at: number, now: number, locale: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const away = at - now
  const fitting = UNITS.find(({ ms }) => Math.abs(away) >= ms)
  if (fitting === undefined) return format.format(0, 'second')
  return format.format(Math.trunc(away / fitting.ms), fitting.unit)
}

/** A date as the sentence of a refusal names it. */
export function dateWords(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(at)
}

/** Date, time and zone in full, in the zone of the reader unless another is named. */
export function absoluteWords(at: number, locale: string, timeZone?: string): string {
  const options = { dateStyle: 'long', timeStyle: 'medium' } as const
  const format = new Intl.DateTimeFormat(locale, timeZone === undefined ? options : { ...options, timeZone })
  return `${format.format(at)} ${zoneName(at, locale, timeZone)}`
}

function zoneName(at: number, locale: string, timeZone?: string): string {
  const options = { timeZoneName: 'short' } as const
  const format = new Intl.DateTimeFormat(locale, timeZone === undefined ? options : { ...options, timeZone })
  return format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
}
