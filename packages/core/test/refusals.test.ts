import { describe, expect, test } from 'vitest'
import {
  isRefusalCode,
  REFUSAL_CODES,
  refusal,
  type RefusalFacts,
  type RefusalRow,
  REFUSALS,
  wordsOf,
} from '@latchkey/core/refusals'

const ALL_FACTS: Required<RefusalFacts> = {
  product: 'Commissioning Tool',
  keyLast5: 'JWM89',
  hostName: 'PC-17',
  since: Date.UTC(2026, 1, 3),
  until: Date.UTC(2027, 4, 6),
  slip: 'wrong',
  group: 4,
  symbol: 'Q',
  field: 'license',
  path: '/var/lib/latchkey',
  server: 'https://licenses.example',
  seconds: 20,
  hours: 30,
}

/** The codes that product.md promises; they are public, so none may ever go. */
const PROMISED = `KEY_MALFORMED KEY_UNKNOWN KEY_IN_USE KEY_REQUIRED SIGN_IN_FAILED NOT_YOUR_LICENSE ASSOCIATED_ELSEWHERE
ACTIVATED_ELSEWHERE NOT_ACTIVATED NOT_ACTIVATED_HERE NO_SEAT_FREE RETURN_LIMIT EXPIRED SUSPENDED REVOKED HOST_MISMATCH
RETURNED_BY_SUPPORT REQUEST_STALE RESPONSE_NOT_FOR_THIS_HOST CLOCK_SKEW STORE_DENIED STORE_DAMAGED NEEDS_APPROVAL
VERSION_NOT_COVERED RATE_LIMITED NETWORK_DNS NETWORK_PROXY NETWORK_TLS NETWORK_TIMEOUT SERVER_ERROR`.split(/\s+/)

describe('the table of refusals', () => {
  test('holds every promised code', () => {
    expect(PROMISED.filter((code) => !isRefusalCode(code))).toEqual([])
  })

  test('gives every refusal an exit code of its own, none of them 0, 1 or 2', () => {
    const exitCodes = REFUSAL_CODES.map((code) => REFUSALS[code].exitCode)
    expect(new Set(exitCodes).size).toBe(exitCodes.length)
    expect(exitCodes.filter((exitCode) => exitCode < 3 || exitCode > 125)).toEqual([])
  })

  test('knows its own codes only', () => {
    expect(isRefusalCode('KEY_UNKNOWN')).toBe(true)
    expect(isRefusalCode('key_unknown')).toBe(false)
    expect(isRefusalCode('toString')).toBe(false)
  })
})

describe.each(REFUSAL_CODES)('%s', (code) => {
  const row: RefusalRow = REFUSALS[code]
  const templates = [row.sentence, row.cause, row.wayOut]

  test('has an HTTP status of an error, or none because it only happens on a PC', () => {
    expect(row.httpStatus === null || (row.httpStatus >= 400 && row.httpStatus < 600)).toBe(true)
  })

  test('names only facts that a refusal can have', () => {
    const names = templates.flatMap((words) => Array.from(words.matchAll(/\{ ?(\w+)/g), ([, name]) => name ?? ''))
    expect(names.filter((name) => !Object.hasOwn(ALL_FACTS, name))).toEqual([])
  })

  test.each([
    ['without facts', {}],
    ['with all facts', ALL_FACTS],
  ] as const)('reads as sentences %s', (_, facts) => {
    const { sentence, cause, wayOut } = wordsOf(refusal(code, facts))
    for (const words of [sentence, cause, wayOut]) {
      expect(words).toMatch(/^[A-Z"].{8,}[.?]$/)
      expect(words).not.toMatch(/[{}|]| {2}| [.,:;?](?!\.)|undefined|null|NaN/)
    }
  })
})

describe('words of a refusal', () => {
  test('name the facts of the case', () => {
    const { sentence } = wordsOf(refusal('ACTIVATED_ELSEWHERE', { hostName: 'PC-17', since: ALL_FACTS.since }))
    expect(sentence).toBe('This license is active on PC-17 since 2026-02-03.')
  })

  test('do without a fact that is missing', () => {
    expect(wordsOf(refusal('ACTIVATED_ELSEWHERE')).sentence).toBe(
      'This license is active on another PC since an earlier day.',
    )
    expect(wordsOf(refusal('NETWORK_DNS')).sentence).toBe('The license server was not found.')
  })

  test("tell instants as the reader's language does, and other numbers as they are", () => {
    const words = wordsOf(refusal('EXPIRED', { until: 5, seconds: 7 }), {
      instant: (at) => `day ${at}`,
      translate: (text) => text,
    })
    expect(words.sentence).toBe('This license expired on day 5.')
    expect(wordsOf(refusal('RATE_LIMITED', { seconds: 7 })).wayOut).toBe('Wait 7 seconds, then try again.')
  })

  test('are not filled twice: a fact that looks like a placeholder stays as it is', () => {
    expect(wordsOf(refusal('ACTIVATED_ELSEWHERE', { hostName: '{path|x}' })).sentence).toContain('on {path|x} since')
  })
})
