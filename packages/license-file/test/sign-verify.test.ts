import { type KeyObject, sign } from 'node:crypto'
import { KeyObject as NodeKey } from 'node:crypto'
import { LIMITS } from '@latchkey/core/limits'
import type { LicenseClaims } from '@latchkey/license-file/documents'
import { parseDocument } from '@latchkey/license-file/parse'
import { encodeSigningInput, joinSignature, signDocument } from '@latchkey/license-file/sign'
import { thumbprintOf } from '@latchkey/license-file/thumbprint'
import { verifyDocument, verifyHostRequest, verifyKeySet } from '@latchkey/license-file/verify'
import { calculateJwkThumbprint } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { hostRequestOf, keySetOf, LICENSE, makeKeyPair, RECEIPT, responseOf, type TestKeyPair } from './documents.ts'
import { NODE_CRYPTOGRAPHY } from './node-cryptography.ts'

const pairs = {} as Record<'ES256' | 'Ed25519', TestKeyPair>

beforeAll(async () => {
  pairs.ES256 = await makeKeyPair('ES256')
  pairs.Ed25519 = await makeKeyPair('Ed25519')
})

describe.each(['ES256', 'Ed25519'] as const)('with %s', (alg) => {
  it('a signed document gives back exactly its claims', async () => {
    const { signer, publicKey } = pairs[alg]
    const documents = [
      ['license', LICENSE],
      ['receipt', RECEIPT],
      ['response', responseOf(3)],
    ] as const
    for (const [type, claims] of documents) {
      const jws = await signDocument(type, claims, signer)
      expect(await verifyDocument(type, jws, [publicKey])).toEqual({ ok: true, value: claims })
      expect(await verifyDocument(type, jws, [publicKey], NODE_CRYPTOGRAPHY)).toEqual({ ok: true, value: claims })
    }
  })

  it('what node:crypto signs is what jose would sign', async () => {
    const { signer, publicKey } = pairs[alg]
    const input = encodeSigningInput('license', LICENSE, signer.kid, alg)
    const jws = joinSignature('license', input, signByNode(input, signer.key, alg))
    expect((await signDocument('license', LICENSE, signer)).split('.').slice(0, 2).join('.')).toBe(input)
    expect(await verifyDocument('license', jws, [publicKey])).toEqual({ ok: true, value: LICENSE })
  })

  it('a host that pinned the root takes a key set of that root, and of no other', async () => {
    const { signer, publicKey } = pairs[alg]
    const jws = await signDocument('keySet', keySetOf(publicKey, [publicKey]), signer)
    expect(await verifyKeySet(jws, publicKey.kid)).toMatchObject({ ok: true, value: { keys: [publicKey] } })
    expect(await verifyKeySet(jws, null)).toMatchObject({ ok: true, value: { root: publicKey } })
    const other = pairs[alg === 'ES256' ? 'Ed25519' : 'ES256'].publicKey
    expect(await verifyKeySet(jws, other.kid)).toEqual({ ok: false, error: 'ROOT_WRONG' })
  })

  it('the thumbprint of a key is that of RFC 7638, with WebCrypto and with node:crypto', async () => {
    const { publicKey } = pairs[alg]
    const expected = await calculateJwkThumbprint({ ...publicKey })
    expect(await thumbprintOf(publicKey)).toBe(expected)
    expect(await thumbprintOf(publicKey, NODE_CRYPTOGRAPHY)).toBe(expected)
  })
})

it('the thumbprint of the example of RFC 8037 A.3 is the one given there', async () => {
  const key = { ...pairs.Ed25519.publicKey, x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }
  expect(await thumbprintOf(key)).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k')
})

it('a host request speaks for the host whose key signed it', async () => {
  const { signer, publicKey } = pairs.ES256
  const claims = hostRequestOf(publicKey)
  const jws = await signDocument('hostRequest', claims, signer)
  expect(await verifyHostRequest(jws)).toEqual({ ok: true, value: claims })
  expect(await verifyHostRequest(jws, NODE_CRYPTOGRAPHY)).toEqual({ ok: true, value: claims })
})

it('a refusal code that this version does not know is shown as a server error, and stays a refusal', async () => {
  const { signer, publicKey } = pairs.ES256
  const refused = { code: 'NEW_IN_2030' as 'EXPIRED', facts: { field: 'x' } }
  const [listed] = responseOf(1).licenses
  if (listed === undefined) throw new Error('no license listed')
  const actions = { ...listed.actions, activate: { state: 'refused' as const, ...refused } }
  const claims = { ...responseOf(1, { status: 'refused', refusal: refused }), licenses: [{ ...listed, actions }] }
  const verified = await verifyDocument('response', await signDocument('response', claims, signer), [publicKey])
  const shown = { code: 'SERVER_ERROR', facts: { field: 'x' } }
  expect(verified).toMatchObject({
    ok: true,
    value: { rows: [{ status: 'refused', refusal: shown }], licenses: [{ actions: { activate: shown } }] },
  })
})

it('a claim that is undefined is absent', async () => {
  const { signer, publicKey } = pairs.ES256
  const jws = await signDocument('license', { ...LICENSE, expiresAt: undefined } as unknown as LicenseClaims, signer)
  expect(await verifyDocument('license', jws, [publicKey])).toEqual({ ok: true, value: LICENSE })
})

it('half a character in a name is replaced, so that the document stays readable', async () => {
  const { signer, publicKey } = pairs.ES256
  const jws = await signDocument('license', { ...LICENSE, productName: 'A\ud83d \\ud83d' }, signer)
  const verified = await verifyDocument('license', jws, [publicKey])
  expect(verified).toMatchObject({ ok: true, value: { productName: 'A\ufffd \\ud83d' } })
})

it('claims that no reader would take are not signed', async () => {
  const { signer } = pairs.ES256
  const wrong = { ...LICENSE, generation: 0.5 }
  await expect(signDocument('license', wrong, signer)).rejects.toThrow('do not have their shape')
  expect(() => encodeSigningInput('license', wrong, signer.kid, 'ES256')).toThrow('do not have their shape')
  const large = { ...LICENSE, features: Array.from({ length: 60 }, () => 'x'.repeat(1024)) }
  await expect(signDocument('license', large, signer)).rejects.toThrow('too large')
})

it('a typical license is about 1 KiB, and a response with the most rows that may be asked for can be read', async () => {
  const { signer, publicKey } = pairs.ES256
  const licenseFile = await signDocument('license', LICENSE, signer)
  expect(licenseFile.length).toBeLessThan(1200)
  const response = responseOf(LIMITS.rowsMax, { licenseFile })
  const jws = await signDocument('response', response, signer)
  expect(jws.length).toBeLessThan(LIMITS.offlineFileBytesMax * 0.9)
  expect(await verifyDocument('response', jws, [publicKey])).toEqual({ ok: true, value: response })
})

it('what a parsed document holds is what stands in it, and what was signed', async () => {
  const { signer } = pairs.ES256
  const jws = await signDocument('receipt', RECEIPT, signer)
  const parsed = parseDocument('receipt', jws)
  const [header, claims, signature] = jws.split('.')
  if (!parsed.ok) throw new Error(parsed.error)
  expect(parsed.value.header).toEqual({ alg: 'ES256', kid: signer.kid, typ: 'latchkey-receipt+jwt' })
  expect(Buffer.from(parsed.value.signingInput).toString('latin1')).toBe(`${header}.${claims}`)
  expect(Buffer.from(parsed.value.signature).toString('base64url')).toBe(signature)
})

function signByNode(input: string, key: TestKeyPair['signer']['key'], alg: 'ES256' | 'Ed25519'): Buffer {
  const privateKey: KeyObject = NodeKey.from(key)
  const bytes = Buffer.from(input)
  if (alg === 'Ed25519') return sign(null, bytes, privateKey)
  return sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' })
}
