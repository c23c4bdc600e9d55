import { type DocumentType, TYP } from '@latchkey/license-file/documents'
import { parseDocument } from '@latchkey/license-file/parse'
import { readArmor } from '@latchkey/license-file/armor'
import { decodeBase64url, encodeBase64url } from '@latchkey/license-file/base64url'
import { parseStrictJson } from '@latchkey/license-file/strict-json'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NODE_CRYPTOGRAPHY } from './node-cryptography.ts'
import { documents, outcomeOf, textOf, trusted } from './vectors.ts'

const SAMPLES = [
  ['license', 'valid/license-es256.jws'],
  ['license', 'valid/license-ed25519.jws'],
  ['hostRequest', 'valid/host-request-activate.jws'],
  ['keySet', 'valid/key-set-es256.jws'],
] as const

describe.each(SAMPLES)('of a %s (%s)', (type, file) => {
  const jws = textOf(file)

  it('every single bit counts: with any one flipped it is refused', async () => {
    const accepted: number[] = []
    for (let bit = 0; bit < jws.length * 8; bit += 1) {
      const bytes = Buffer.from(jws, 'latin1')
      bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      const outcome = await outcomeOf(type, bytes.toString('latin1'), NODE_CRYPTOGRAPHY, trusted.root)
      if (outcome === 'valid') accepted.push(bit)
    }
    expect(accepted).toEqual([])
  })

  it('every character counts: cut anywhere, or with one left out, it is refused', async () => {
    const accepted: string[] = []
    for (let index = 0; index < jws.length; index += 1) {
      const cut = jws.slice(0, index)
      const without = jws.slice(0, index) + jws.slice(index + 1)
      if ((await outcomeOf(type, cut, NODE_CRYPTOGRAPHY, trusted.root)) === 'valid') accepted.push(`cut at ${index}`)
      if ((await outcomeOf(type, without, NODE_CRYPTOGRAPHY, trusted.root)) === 'valid')
        accepted.push(`without ${index}`)
    }
    expect(accepted).toEqual([])
  })
})

describe('whatever comes in, a reader answers and never throws', () => {
  const types = fc.constantFrom(...(Object.keys(TYP) as DocumentType[]))
  const base64url = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64url'))
  const json = fc.oneof(fc.json(), fc.json({ noUnicodeString: false, maxDepth: 20 }))

  it('to a document of any characters, any parts, any JSON', () => {
    const part = fc.oneof(
      base64url,
      json.map((text) => Buffer.from(text).toString('base64url')),
      fc.string(),
    )
    const jws = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.')),
    )
    fc.assert(
      fc.property(types, jws, (type, text) => {
        expect(parseDocument(type, text).ok).toBe(false)
      }),
      { numRuns: 3000 },
    )
  })

  it('to claims that are nearly right', () => {
    const valid = documents.filter(({ expected }) => expected === 'valid')
    fc.assert(
      fc.property(fc.constantFrom(...valid), fc.nat(), fc.jsonValue(), ({ file, type }, place, value) => {
        const [header = '', claims = '', signature = ''] = textOf(file).split('.')
        const changed = replaceNth(JSON.parse(Buffer.from(claims, 'base64url').toString()), place, value)
        const text = Buffer.from(JSON.stringify(changed)).toString('base64url')
        expect(typeof parseDocument(type, `${header}.${text}.${signature}`).ok).toBe('boolean')
      }),
      { numRuns: 3000 },
    )
  })

  it('to a file of any bytes', () => {
    const line = fc.constantFrom('-----BEGIN LICENSE-----', '-----END LICENSE-----', '> ', '\uFEFF', '')
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 500 }),
      fc
        .array(fc.oneof(line, fc.string()), { maxLength: 12 })
        .map((lines) => new Uint8Array(Buffer.from(lines.join('\n')))),
    )
    fc.assert(
      fc.property(bytes, (content) => {
        expect(typeof readArmor('license', content).ok).toBe('boolean')
      }),
      { numRuns: 3000 },
    )
  })
})

describe('strict JSON', () => {
  it('takes whatever JSON.stringify writes of integers, and reads it as JSON.parse does', () => {
    const value = fc.dictionary(
      fc.string({ unit: 'grapheme' }),
      fc.oneof(fc.maxSafeInteger(), fc.string({ unit: 'grapheme' }), fc.array(fc.boolean()), fc.constant(null)),
    )
    fc.assert(
      fc.property(value, fc.nat(2), (object, indent) => {
        const text = JSON.stringify(object, (_, content: unknown) => (Object.is(content, -0) ? 0 : content), indent)
        expect(parseStrictJson(Buffer.from(text))).toEqual({ ok: true, value: JSON.parse(text) })
      }),
    )
  })

  it('finds a name that stands twice, wherever and however it is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(10), fc.boolean(), (name, depth, escaped) => {
        const plain = JSON.stringify(name)
        const other = escaped ? `"${name.split('').map(escapeOf).join('')}"` : plain
        const inner = `{${plain}:[],"${'x'.repeat(300)}":{},${other} :"}{:,"}`
        const text = `{"a":${'['.repeat(depth)}${inner}${']'.repeat(depth)}}`
        expect(parseStrictJson(Buffer.from(text))).toEqual({ ok: false, error: 'DUPLICATE_NAME' })
      }),
    )
  })

  it('lets the same name stand in different objects', () => {
    const text = '{"a":{"a":[{"a":1},{"a":"a"}]},"b":{"a":2}}'
    expect(parseStrictJson(Buffer.from(text)).ok).toBe(true)
  })
})

describe('base64url', () => {
  it('encodes as Node does, and decodes what it encoded', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = encodeBase64url(bytes)
        expect(text).toBe(Buffer.from(bytes).toString('base64url'))
        expect(decodeBase64url(text)).toEqual({ ok: true, value: bytes })
      }),
    )
  })

  it('takes a text exactly when encoding its bytes gives it again', () => {
    const characters = fc.constantFrom(...'ABCDwxyz0189-_+/= \n\u00e9'.split(''))
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 12 }), (text) => {
        const canonical = Buffer.from(text, 'base64url').toString('base64url') === text
        expect(decodeBase64url(text).ok).toBe(canonical)
      }),
      { numRuns: 2000 },
    )
  })
})

function escapeOf(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Replaces the n-th value, counted through all objects and arrays. */
function replaceNth(root: unknown, n: number, value: unknown): unknown {
  const places: (() => void)[] = []
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    for (const name of Object.keys(node)) {
      const object = node as Record<string, unknown>
      places.push(() => (object[name] = value))
      visit(object[name])
    }
  }
  visit(root)
  places[n % places.length]?.()
  return root
}
