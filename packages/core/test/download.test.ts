import { decideDownload, type DownloadingLicense } from '@latchkey/core/download'
import { DAY_MS } from '@latchkey/core/limits'
import { describe, expect, test } from 'vitest'

const NOW = Date.UTC(2026, 10, 24)
const GOOD: DownloadingLicense = {
  standing: 'good',
  expiresAt: null,
  issuedAt: NOW - 100 * DAY_MS,
  terms: { maintenanceDays: null },
}
const codeFor = (licenses: readonly DownloadingLicense[], releasedAt = NOW - DAY_MS) => {
  const decided = decideDownload(licenses, releasedAt, NOW)
  return decided.ok ? 'ok' : decided.error
}
const maintained = (maintenanceDays: number) => ({ ...GOOD, terms: { maintenanceDays } })

describe('a download', () => {
  test('is for whoever has a license of the product that is good', () => {
    expect(codeFor([GOOD])).toBe('ok')
    expect(codeFor([])).toBe('NOT_FOUND')
  })

  test('is refused by standing and by the end of the license, to the millisecond', () => {
    expect(codeFor([{ ...GOOD, standing: 'suspended' }])).toBe('SUSPENDED')
    expect(codeFor([{ ...GOOD, standing: 'revoked' }])).toBe('REVOKED')
    expect(codeFor([{ ...GOOD, expiresAt: NOW }])).toBe('EXPIRED')
    expect(codeFor([{ ...GOOD, expiresAt: NOW + 1 }])).toBe('ok')
  })

  test('covers what came out until the maintenance ended, also long after', () => {
    const releasedAt = GOOD.issuedAt + 30 * DAY_MS
    expect(codeFor([maintained(30)], releasedAt)).toBe('ok')
    expect(codeFor([maintained(30)], releasedAt + 1)).toBe('VERSION_NOT_COVERED')
    expect(codeFor([maintained(0)], GOOD.issuedAt)).toBe('ok')
  })

  test('of what comes out tomorrow is not there yet', () => {
    expect(codeFor([GOOD], NOW + 1)).toBe('NOT_FOUND')
  })

  test('needs one license that covers it; otherwise it says what is easiest to act on', () => {
    const revoked: DownloadingLicense = { ...GOOD, standing: 'revoked' }
    const suspended: DownloadingLicense = { ...GOOD, standing: 'suspended' }
    const expired = { ...GOOD, expiresAt: NOW - 1 }
    expect(codeFor([revoked, GOOD])).toBe('ok')
    expect(codeFor([revoked, suspended])).toBe('SUSPENDED')
    expect(codeFor([revoked, suspended, expired])).toBe('EXPIRED')
    expect(codeFor([revoked, suspended, expired, maintained(1)])).toBe('VERSION_NOT_COVERED')
  })
})
