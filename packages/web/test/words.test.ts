import { describe, expect, it } from 'vitest'
import { shownName } from '../ui/name-words.ts'
import { absoluteWords, relativeWords } from '../ui/time-words.ts'

const NOW = Date.UTC(2026, 10, 24, 9, 0)
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

describe('an instant in words', () => {
  it.each([
    [NOW, 'now'],
    [NOW - 59_000, 'now'],
    [NOW - 4 * 60_000, '4 minutes ago'],
    [NOW - 26 * HOUR_MS, 'yesterday'],
    [NOW + 6 * DAY_MS, 'in 6 days'],
    [NOW - 45 * DAY_MS, 'last month'],
    [NOW + 800 * DAY_MS, 'in 2 years'],
  ])('%i reads %s', (at, words) => {
    expect(relativeWords(at, NOW, 'en')).toBe(words)
  })

  it('carries date, time and zone in full', () => {
    expect(absoluteWords(NOW, 'en', 'Europe/Vienna')).toBe('November 24, 2026 at 10:00:00 AM GMT+1')
    expect(absoluteWords(NOW, 'de', 'UTC')).toBe('24. November 2026 um 09:00:00 UTC')
  })
})

describe('a name that somebody else chose', () => {
  it('shows the signs that would turn its direction or hide a part of it', () => {
    expect(shownName('inv\u202Egpj.exe')).toEqual({ text: 'inv\uFFFDgpj.exe', cut: false })
    expect(shownName('PC\u2067\n\u0000')).toEqual({ text: 'PC\uFFFD\uFFFD\uFFFD', cut: false })
  })

  it('keeps letters of every script, and the joiners that some of them need', () => {
    for (const name of ['Büro-PC', '事務所のPC', 'حاسوب المكتب', 'می\u200Cخواهم', '👩‍💻'])
      expect(shownName(name)).toEqual({ text: name, cut: false })
  })

  it('is cut to 200 characters, never through the middle of one', () => {
    expect(shownName('😀'.repeat(10_000))).toEqual({ text: '😀'.repeat(200), cut: true })
  })
})
