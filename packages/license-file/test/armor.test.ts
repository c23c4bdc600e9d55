import {
  type ArmoredFile,
  ARMOR_LABELS,
  DOCUMENT_TYPE_OF_FILE,
  readArmor,
  writeArmor,
} from '@latchkey/license-file/armor'
import { licenseComment, receiptComment, requestComment, responseComment } from '@latchkey/license-file/armor-comments'
import { TYP } from '@latchkey/license-file/documents'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hostRequestOf, LICENSE, RECEIPT, responseOf } from './documents.ts'

const FILES = Object.keys(ARMOR_LABELS) as ArmoredFile[]

describe('a file', () => {
  it('gives back the document that was written into it, whatever its comment', () => {
    const jws = fc.stringMatching(/^[A-Za-z0-9._-]{1,400}$/)
    fc.assert(
      fc.property(fc.constantFrom(...FILES), jws, fc.string(), (file, document, name) => {
        const comment = licenseComment({ ...LICENSE, host: { ...LICENSE.host, name } })
        expect(readArmor(file, Buffer.from(writeArmor(file, document, comment)))).toEqual({ ok: true, value: document })
      }),
    )
  })

  it('of one kind is not taken for another', () => {
    for (const written of FILES) {
      const bytes = Buffer.from(writeArmor(written, 'a.b.c', 'x'))
      const read = FILES.filter((file) => readArmor(file, bytes).ok)
      expect(read).toEqual([written])
    }
  })

  it('holds a document of a known type', () => {
    expect(new Set(Object.values(DOCUMENT_TYPE_OF_FILE))).toEqual(new Set(Object.keys(TYP)))
  })

  it('has no line that a mail program would break', () => {
    const lines = writeArmor('license', 'x'.repeat(1000), 'c').split('\n').slice(1)
    expect(Math.max(...lines.map((line) => line.length))).toBe(64)
  })
})

describe('the comment', () => {
  it('of a license says product, edition, key, PC and lease', () => {
    expect(licenseComment(LICENSE)).toBe(
      'Commissioning Tool Professional, key ending in 7Q2M4, for FRONT-OFFICE-3, lease until 2026-03-31',
    )
  })

  it('of a license without edition or lease says so', () => {
    const { exp: _, ...perpetual } = LICENSE
    expect(licenseComment({ ...perpetual, edition: '' })).toBe(
      'Commissioning Tool, key ending in 7Q2M4, for FRONT-OFFICE-3, no end of lease',
    )
  })

  it('of requests, responses and receipts says what the file is for', () => {
    const request = hostRequestOf({ kid: 'x', use: 'sig', alg: 'ES256', kty: 'EC', crv: 'P-256', x: 'x', y: 'y' })
    expect(requestComment(request)).toBe(
      'Return of licenses, from FRONT-OFFICE-3, for https://licenses.example.com, 2026-03-01',
    )
    expect(responseComment(responseOf(0), 'FRONT-OFFICE-3')).toBe(
      'Response for FRONT-OFFICE-3, from https://licenses.example.com, load it until 2026-03-31',
    )
    expect(receiptComment(RECEIPT, 'Commissioning Tool', 'FRONT-OFFICE-3')).toBe(
      'Receipt: Commissioning Tool returned from FRONT-OFFICE-3, 2026-03-01',
    )
  })

  it('stays one line and steers no terminal, whatever a PC is called', () => {
    const name = 'PC\r\n-----END LICENSE-----\u2028\u001b[2J\u202e'
    const comment = licenseComment({ ...LICENSE, host: { ...LICENSE.host, name } })
    expect(comment).toContain('for PC --END LICENSE-- [2J , lease')
  })
})
