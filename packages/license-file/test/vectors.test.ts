import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readArmor } from '@latchkey/license-file/armor'
import { decryptActivationKey } from '@latchkey/license-file/activation-key-encryption'
import { checkLicense } from '@latchkey/license-file/check-license'
import { WEB_CRYPTOGRAPHY } from '@latchkey/license-file/cryptography'
import { TYP } from '@latchkey/license-file/documents'
import type { HostId } from '@latchkey/core/ids'
import { importJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { NODE_CRYPTOGRAPHY } from './node-cryptography.ts'
import { activationKeys, bytesOf, checks, documents, files, outcomeOf, textOf } from './vectors.ts'

describe('the vectors', () => {
  it('list every file that lies there, and each once', () => {
    const listed = [...documents, ...files].map(({ file }) => file)
    const directory = join(import.meta.dirname, '..', '..', '..', 'vectors')
    const lying = ['valid', 'invalid', 'files'].flatMap((name) =>
      readdirSync(join(directory, name)).map((file) => `${name}/${file}`),
    )
    expect(listed.toSorted()).toEqual(lying.toSorted())
  })

  it('hold valid documents of every type, and every reason of refusal', () => {
    const valid = documents.filter(({ expected }) => expected === 'valid').map(({ type }) => type)
    expect(new Set(valid)).toEqual(new Set(Object.keys(TYP)))
    const reasons = new Set(documents.map(({ expected }) => expected))
    expect([...reasons].toSorted()).toEqual([
      'ALGORITHM_WRONG',
      'CLAIMS_MALFORMED',
      'DUPLICATE_NAME',
      'HEADER_FORBIDDEN',
      'HEADER_MALFORMED',
      'JSON_MALFORMED',
      'NOT_CANONICAL',
      'ROOT_WRONG',
      'SIGNATURE_WRONG',
      'SIGNING_KEY_UNKNOWN',
      'THUMBPRINT_WRONG',
      'TOO_LARGE',
      'TYPE_WRONG',
      'valid',
    ])
  })
})

describe.each([
  ['jose and WebCrypto', WEB_CRYPTOGRAPHY],
  ['node:crypto', NODE_CRYPTOGRAPHY],
])('a verifier with %s', (_, cryptography) => {
  it.each(documents)('says $expected of $file', async ({ file, type, expected, root }) => {
    expect(await outcomeOf(type, textOf(file), cryptography, root)).toBe(expected)
  })
})

describe('a reader of files', () => {
  it.each(files)('says $expected of $file', async ({ file, kind, expected }) => {
    const read = readArmor(kind, bytesOf(file))
    expect(read.ok ? 'valid' : read.error).toBe(expected)
    if (!read.ok) return
    const type = { request: 'hostRequest', return: 'hostRequest' }[kind as string] ?? kind
    expect(await outcomeOf(type as keyof typeof TYP, read.value)).toBe('valid')
  })
})

describe('checkLicense', () => {
  it.each(checks)('$name', ({ claims, context, expected }) => {
    expect(checkLicense(claims, context)).toEqual(expected)
  })
})

describe('an encrypted activation key', () => {
  it.each(activationKeys.cases)('$name', async ({ hostId, jwe, key }) => {
    const privateKey = await importJWK({ ...activationKeys.encryption }, 'ECDH-ES')
    if (privateKey instanceof Uint8Array) throw new TypeError('a secret instead of a private key')
    const decrypted = await decryptActivationKey(jwe, hostId as HostId, privateKey)
    expect(decrypted).toEqual(key === null ? { ok: false, error: 'NOT_DECRYPTED' } : { ok: true, value: key })
  })
})
