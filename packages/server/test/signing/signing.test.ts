import { createHmac, createPrivateKey, createSecretKey, type JsonWebKey, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccountId, HostId, KeyId, LicenseId, OperationId, ProductId } from '@latchkey/core/ids'
import {
  decryptActivationKey as decryptByJose,
  encryptActivationKey,
} from '@latchkey/license-file/activation-key-encryption'
import { verifyDocument, verifyKeySet } from '@latchkey/license-file/verify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { issueAccountToken, readAccountToken } from '../../src/signing/account-token.ts'
import { decryptActivationKey } from '../../src/signing/activation-key-decryption.ts'
import {
  digestActivationKey,
  sealActivationKey,
  unsealActivationKey,
} from '../../src/signing/activation-key-secrecy.ts'
import { deriveApiToken, isApiToken } from '../../src/signing/api-token.ts'
import { createSigningKeys, loadSigningKeys } from '../../src/signing/key-files.ts'
import { NODE_CRYPTOGRAPHY, signByNode } from '../../src/signing/node-cryptography.ts'

const AT = Date.UTC(2026, 0, 1)
const HOST = 'A'.repeat(43) as HostId
const OTHER_HOST = 'B'.repeat(43) as HostId
const random = (sizeBytes: number) => new Uint8Array(randomBytes(sizeBytes))

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'latchkey-signing-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

async function keysOf(algorithm: 'ES256' | 'Ed25519' = 'ES256') {
  const created = await createSigningKeys({
    directory: join(directory, 'keys'),
    issuer: 'vendor',
    at: AT,
    random,
    algorithm,
  })
  expect(created.ok).toBe(true)
  const loaded = await loadSigningKeys(join(directory, 'keys'))
  if (!loaded.ok) throw new Error(loaded.error.words)
  return loaded.value
}

const RECEIPT = {
  iss: 'vendor',
  sub: 'lic_0123456789abcdefghjk' as LicenseId,
  aud: 'ct' as ProductId,
  jti: 'x',
  iat: 1,
  cnf: { jkt: HOST },
  generation: 1,
  operationId: 'op_0123456789abcdefghjk' as OperationId,
}

describe.each(['ES256', 'Ed25519'] as const)('keys with a signing key of %s', (algorithm) => {
  test('sign documents that the key set verifies, by WebCrypto and by node:crypto', async () => {
    const keys = await keysOf(algorithm)
    const set = await verifyKeySet(keys.keySet, null)
    if (!set.ok) throw new Error(set.error)
    const receipt = signByNode('receipt', RECEIPT, keys.signing)
    expect(await verifyDocument('receipt', receipt, set.value.keys)).toEqual({ ok: true, value: RECEIPT })
    expect(await verifyDocument('receipt', receipt, set.value.keys, NODE_CRYPTOGRAPHY)).toEqual({
      ok: true,
      value: RECEIPT,
    })
    const altered = `${receipt.slice(0, -2)}${receipt.endsWith('AA') ? 'BA' : 'AA'}`
    expect((await verifyDocument('receipt', altered, set.value.keys, NODE_CRYPTOGRAPHY)).ok).toBe(false)
  })
})

describe('the key folder', () => {
  test('is readable by its owner only, and is never overwritten', async () => {
    await keysOf()
    const folder = join(directory, 'keys')
    const before = readFileSync(join(folder, 'signing.json'), 'utf8')
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600)
    const again = await createSigningKeys({ directory: folder, issuer: 'other', at: AT, random })
    expect(again.ok).toBe(false)
    expect(readFileSync(join(folder, 'signing.json'), 'utf8')).toBe(before)
  })

  test('starts a server without the root key', async () => {
    await keysOf()
    rmSync(join(directory, 'keys', 'root.json'))
    expect((await loadSigningKeys(join(directory, 'keys'))).ok).toBe(true)
  })

  test.each(['signing.json', 'encryption.json', 'secrets.json', 'key-set.jws'])(
    'names %s when it is missing or damaged',
    async (file) => {
      await keysOf()
      const path = join(directory, 'keys', file)
      const whole = readFileSync(path, 'utf8')
      writeFileSync(path, whole.slice(0, whole.length / 2))
      const damaged = await loadSigningKeys(join(directory, 'keys'))
      expect(damaged).toMatchObject({ ok: false, error: { path, words: expect.stringContaining('damaged') } })
      rmSync(path)
      const missing = await loadSigningKeys(join(directory, 'keys'))
      expect(missing).toMatchObject({ ok: false, error: { path, words: expect.stringContaining('missing') } })
    },
  )

  test('refuses a key that the key set does not list', async () => {
    await keysOf()
    const other = join(directory, 'other')
    await createSigningKeys({ directory: other, issuer: 'vendor', at: AT, random })
    writeFileSync(join(directory, 'keys', 'signing.json'), readFileSync(join(other, 'signing.json')))
    expect(await loadSigningKeys(join(directory, 'keys'))).toMatchObject({
      ok: false,
      error: { words: expect.stringContaining('does not list') },
    })
  })
})

const VECTORS = JSON.parse(
  readFileSync(new URL('../../../../vectors/activation-keys.json', import.meta.url), 'utf8'),
) as {
  readonly encryption: { readonly kid: string } & JsonWebKey
  readonly cases: readonly {
    readonly name: string
    readonly hostId: string
    readonly jwe: string
    readonly key: string | null
  }[]
}

describe('an activation key on its way', () => {
  test.each(VECTORS.cases)('is read as the vectors say: $name', ({ hostId, jwe, key }) => {
    const { encryption } = VECTORS
    const pair = { public: { kid: encryption.kid }, private: createPrivateKey({ key: encryption, format: 'jwk' }) }
    const expected = key === null ? { ok: false, error: 'NOT_DECRYPTED' } : { ok: true, value: key }
    expect(decryptActivationKey(jwe, hostId as HostId, pair)).toEqual(expected)
  })

  test('is decrypted by node:crypto as by jose, on its host only', async () => {
    const { encryption } = await keysOf()
    for (const key of ['ABCDE-FGHJK-MNPQR-STVWX-YZ012-34567', 'ü', '', 'x'.repeat(200)]) {
      const jwe = await encryptActivationKey(key, HOST, encryption.public)
      expect(decryptActivationKey(jwe, HOST, encryption)).toEqual({ ok: true, value: key })
      const joseKey = await crypto.subtle.importKey(
        'jwk',
        encryption.private.export({ format: 'jwk' }),
        { name: 'ECDH', namedCurve: 'P-256' },
        false,
        ['deriveBits'],
      )
      expect(await decryptByJose(jwe, HOST, joseKey)).toEqual({ ok: true, value: key })
      expect(decryptActivationKey(jwe, OTHER_HOST, encryption).ok).toBe(false)
    }
  })

  test('is refused when a character is changed, cut off or added', async () => {
    const { encryption } = await keysOf()
    const jwe = await encryptActivationKey('SECRET', HOST, encryption.public)
    for (let i = 0; i < jwe.length; i += 1) {
      const other = jwe[i] === 'A' ? 'B' : 'A'
      expect(decryptActivationKey(jwe.slice(0, i) + other + jwe.slice(i + 1), HOST, encryption).ok).toBe(false)
      expect(decryptActivationKey(jwe.slice(0, i), HOST, encryption).ok).toBe(false)
    }
    expect(decryptActivationKey(`${jwe}.`, HOST, encryption).ok).toBe(false)
  })

  test('is refused with a public key off the curve', async () => {
    const { encryption } = await keysOf()
    const [header = '', ...rest] = (await encryptActivationKey('SECRET', HOST, encryption.public)).split('.')
    const parsed = JSON.parse(Buffer.from(header, 'base64url').toString())
    parsed.epk.y = parsed.epk.x
    const forged = [Buffer.from(JSON.stringify(parsed)).toString('base64url'), ...rest].join('.')
    expect(decryptActivationKey(forged, HOST, encryption)).toEqual({ ok: false, error: 'NOT_DECRYPTED' })
  })
})

describe('an activation key at rest', () => {
  test('is sealed to its record and searched by a digest under the pepper', async () => {
    const { secrets } = await keysOf()
    const id = 'key_0123456789abcdefghjk' as KeyId
    const sealed = sealActivationKey('SECRET', id, secrets, random)
    expect(sealed).not.toContain('SECRET')
    expect(unsealActivationKey(sealed, id, secrets)).toBe('SECRET')
    expect(() => unsealActivationKey(sealed, 'key_other' as KeyId, secrets)).toThrow('unable to authenticate')
    expect(digestActivationKey('SECRET', secrets)).toBe(
      createHmac('sha256', secrets.keyPepper).update('SECRET').digest('hex'),
    )
  })
})

describe('an account token', () => {
  const account = 'acc_0123456789abcdefghjk' as AccountId

  test('is good on its host for half an hour', async () => {
    const { secrets } = await keysOf()
    const token = issueAccountToken(account, HOST, AT, secrets)
    expect(readAccountToken(token, HOST, AT + 1_799_000, secrets)).toMatchObject({
      ok: true,
      value: { account, host: HOST },
    })
    expect(readAccountToken(token, HOST, AT + 1_800_000, secrets).ok).toBe(false)
    expect(readAccountToken(token, OTHER_HOST, AT, secrets).ok).toBe(false)
  })

  test('is refused when any character differs, or from another server', async () => {
    const { secrets } = await keysOf()
    const token = issueAccountToken(account, HOST, AT, secrets)
    for (let i = 0; i < token.length; i += 1) {
      const other = token[i] === 'A' ? 'B' : 'A'
      expect(readAccountToken(token.slice(0, i) + other + token.slice(i + 1), HOST, AT, secrets).ok).toBe(false)
    }
    expect(readAccountToken(token, HOST, AT, { ...secrets, server: createSecretKey(random(32)) }).ok).toBe(false)
    for (const text of ['', '.', '..', token.slice(0, -1), `${token}.`, `${token}A`, 'ü'.repeat(43)]) {
      expect(readAccountToken(text, HOST, AT, secrets).ok).toBe(false)
    }
  })
})

describe('an API token', () => {
  test('is the same for one operation of one caller, and its typos are found', async () => {
    const { secrets } = await keysOf()
    const token = deriveApiToken('stf_1', 'a', secrets)
    expect(deriveApiToken('stf_1', 'a', secrets)).toBe(token)
    expect(deriveApiToken('stf_1', 'b', secrets)).not.toBe(token)
    expect(isApiToken(token)).toBe(true)
    expect(isApiToken(token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).toBe(false)
    expect(isApiToken(`${token} `)).toBe(false)
  })
})
