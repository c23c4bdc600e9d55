import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { refusalsDocument } from '../scripts/refusals-doc.ts'

test('docs/refusals.md is the table of refusals as it is now (else: node scripts/refusals-doc.ts)', () => {
  expect(readFileSync(new URL('../docs/refusals.md', import.meta.url), 'utf8')).toBe(refusalsDocument())
})
