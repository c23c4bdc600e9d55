import type { Check } from '@latchkey/host/engine'
import { c, findingWords } from '../command-words.ts'
import { language } from '../language.ts'
import type { TableRow } from './screen.ts'

const TONES = { passed: 'good', warned: 'warning', failed: 'error', skipped: 'quiet' } as const

/** One check of the doctor: what, how it went, what was found. */
export function checkRow(check: Check): TableRow {
  const { name, status } = check
  return {
    id: name,
    cells: [c.checks[name], c.checkStates[status], wordsOfCheck(check)],
    tone: TONES[status],
    stated: 1,
  }
}

export function wordsOfCheck({ finding, refusal }: Check): string {
  if (finding !== null) return findingWords(finding)
  return refusal === null ? '' : language().refusal(refusal).sentence
}
