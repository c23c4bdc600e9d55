import { createHmac, sign } from 'node:crypto'
import { type Case, casesOf, type Row } from './case.ts'
import { makeClaims } from './claims.ts'
import { encodePart, forge, headerFor, signatureOf, withSignature } from './forge.ts'
import { privateKeyOf, publicJwk, publicKeyOf, signBytes, type VectorKeys } from './keys.ts'

const ED25519_ORDER = 0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3edn

/** Licenses whose claims are right and whose writing, header or signature is not. */
export function invalidEnvelopes(keys: VectorKeys): readonly Case[] {
  return casesOf('license', [
    ...foreignMembers(keys),
    ...wrongHeaders(keys),
    ...wrongAlgorithms(keys),
    ...wrongSignatures(keys),
    ...wrongWriting(keys),
  ])
}

function foreignMembers(keys: VectorKeys): readonly Row[] {
  const { license } = makeClaims(keys)
  const stranger = keys['stranger-es256']
  const members: Readonly<Record<string, unknown>> = {
    jku: 'https://attacker.example/keys.json',
    jwk: publicJwk(stranger),
    x5u: 'https://attacker.example/chain.pem',
    x5c: ['MIIB'],
    x5t: 'AAAA',
    'x5t#S256': 'AAAA',
    crit: ['b64'],
    b64: false,
    cty: 'JWT',
    zip: 'DEF',
    Alg: 'ES256',
    note: 'unknown',
  }
  return Object.entries(members).map(([name, value]) => [
    `header-${name.replace('#', '-').toLowerCase()}${name === 'Alg' ? '-capital' : ''}`,
    'HEADER_FORBIDDEN',
    `header member ${name}`,
    forge({ ...headerFor('license', stranger), [name]: value }, license, stranger),
  ])
}

function wrongHeaders(keys: VectorKeys): readonly Row[] {
  const { license } = makeClaims(keys)
  const key = keys['signing-es256']
  const right = headerFor('license', key)
  const { alg, kid, typ } = right
  const signed = (header: object | string | Buffer | null) => forge(header, license, key)
  return [
    ['header-no-alg', 'HEADER_MALFORMED', 'alg is missing', signed({ kid, typ })],
    ['header-no-kid', 'HEADER_MALFORMED', 'kid is missing', signed({ alg, typ })],
    ['header-no-typ', 'HEADER_MALFORMED', 'typ is missing', signed({ alg, kid })],
    ['header-kid-number', 'HEADER_MALFORMED', 'kid is no text', signed({ ...right, kid: 1 })],
    ['header-alg-array', 'HEADER_MALFORMED', 'alg is no text', signed({ ...right, alg: ['ES256'] })],
    ['header-empty-object', 'HEADER_MALFORMED', 'a header without members', signed({})],
    ['header-array', 'JSON_MALFORMED', 'a header that is no object', signed([right])],
    ['header-null', 'JSON_MALFORMED', 'a header that is no object', signed(null)],
    ['dots', 'JSON_MALFORMED', 'three empty parts', '..'],
    ['header-not-json', 'JSON_MALFORMED', 'a header that is no JSON', signed('alg=ES256')],
    ['header-bom', 'JSON_MALFORMED', 'a byte order mark before the header', signed(`\uFEFF${JSON.stringify(right)}`)],
    [
      'header-duplicate-alg',
      'DUPLICATE_NAME',
      'alg twice',
      signed(`{"alg":"none","alg":"ES256","kid":"${String(kid)}","typ":"${String(typ)}"}`),
    ],
    [
      'header-duplicate-escaped',
      'DUPLICATE_NAME',
      'kid twice, once written with an escape',
      signed(`{"alg":"ES256","kid":"${String(kid)}","\\u006bid":"other","typ":"${String(typ)}"}`),
    ],
    ['typ-jwt', 'TYPE_WRONG', 'typ of any JWT', signed({ ...right, typ: 'JWT' })],
    ['typ-receipt', 'TYPE_WRONG', 'typ of another document', signed({ ...right, typ: 'latchkey-receipt+jwt' })],
    ['typ-capital', 'TYPE_WRONG', 'typ in other letters', signed({ ...right, typ: 'Latchkey-License+JWT' })],
    ['typ-application', 'TYPE_WRONG', 'typ in full', signed({ ...right, typ: 'application/latchkey-license+jwt' })],
    ['kid-unknown', 'SIGNING_KEY_UNKNOWN', 'no such key', signed({ ...right, kid: 'test-2025' })],
    ['kid-path', 'SIGNING_KEY_UNKNOWN', 'kid as a path', signed({ ...right, kid: '../../dev/null' })],
    ['kid-empty', 'SIGNING_KEY_UNKNOWN', 'kid is empty', signed({ ...right, kid: '' })],
    ['kid-proto', 'SIGNING_KEY_UNKNOWN', 'kid as a name that every object has', signed({ ...right, kid: '__proto__' })],
    [
      'kid-encryption',
      'SIGNING_KEY_UNKNOWN',
      'the key for encryption signs nothing',
      signed({ ...right, kid: keys.encryption.jwk.kid }),
    ],
    ['kid-other', 'ALGORITHM_WRONG', 'kid of the Ed25519 key', signed({ ...right, kid: 'test-2026-ed25519' })],
  ]
}

function wrongAlgorithms(keys: VectorKeys): readonly Row[] {
  const { license } = makeClaims(keys)
  const key = keys['signing-es256']
  const ed25519 = keys['signing-ed25519']
  const right = headerFor('license', key)
  const unsigned = (alg: string) => `${encodePart({ ...right, alg })}.${encodePart(license)}`
  const hmac = (secret: string | Buffer, alg: string) => {
    const input = unsigned(alg)
    return `${input}.${createHmac(alg.replace('HS', 'sha'), secret).update(input).digest('base64url')}`
  }
  const pem = publicKeyOf(key).export({ format: 'pem', type: 'spki' })
  const named = ['ES384', 'ES512', 'ES256K', 'RS256', 'PS256', 'EdDSA', 'es256', 'ML-DSA-44']
  return [
    ['alg-none', 'ALGORITHM_WRONG', 'none, without a signature', `${unsigned('none')}.`],
    ['alg-none-capital', 'ALGORITHM_WRONG', 'None, without a signature', `${unsigned('None')}.`],
    ['alg-none-signed', 'ALGORITHM_WRONG', 'none, with a signature', forge({ ...right, alg: 'none' }, license, key)],
    ['alg-hs256-pem', 'ALGORITHM_WRONG', 'HS256 with the public key (PEM) as its secret', hmac(pem, 'HS256')],
    [
      'alg-hs256-x',
      'ALGORITHM_WRONG',
      'HS256 with x as its secret',
      hmac(Buffer.from(key.jwk.x, 'base64url'), 'HS256'),
    ],
    ['alg-hs512-empty', 'ALGORITHM_WRONG', 'HS512 with an empty secret', hmac('', 'HS512')],
    ...named.map((alg): Row => [
      `alg-${alg === 'es256' ? 'es256-small' : alg.toLowerCase()}`,
      'ALGORITHM_WRONG',
      `alg ${alg}`,
      forge({ ...right, alg }, license, key),
    ]),
    [
      'alg-swap-to-ed25519',
      'ALGORITHM_WRONG',
      'Ed25519 under the kid of an ES256 key',
      forge({ ...right, alg: 'Ed25519' }, license, ed25519),
    ],
    [
      'alg-swap-to-es256',
      'ALGORITHM_WRONG',
      'ES256 under the kid of an Ed25519 key',
      forge({ ...headerFor('license', ed25519), alg: 'ES256' }, license, key),
    ],
  ]
}

function wrongSignatures(keys: VectorKeys): readonly Row[] {
  const { license } = makeClaims(keys)
  const key = keys['signing-es256']
  const ed25519 = keys['signing-ed25519']
  const right = forge(headerFor('license', key), license, key)
  const rightEd = forge(headerFor('license', ed25519), license, ed25519)
  const other = forge(headerFor('license', key), { ...license, generation: 4 }, key)
  const input = Buffer.from(right.split('.').slice(0, 2).join('.'))
  const der = sign('sha256', input, privateKeyOf(key))
  const signature = signatureOf(right)
  const replaced = (bytes: Buffer) => withSignature(right, bytes)
  const rows: readonly (readonly [string, string, string])[] = [
    ['stranger', 'another key under the kid', forge(headerFor('license', key), license, keys['stranger-es256'])],
    [
      'stranger-ed25519',
      'another key under the kid',
      forge(headerFor('license', ed25519), license, keys['stranger-ed25519']),
    ],
    ['other-document', 'the signature of another license', withSignature(right, signatureOf(other))],
    ['claims-alone', 'a signature over the claims alone', replaced(signBytes(Buffer.from(encodePart(license)), key))],
    ['der', 'ES256 written as DER', replaced(der)],
    ['zero', 'r = s = 0', replaced(Buffer.alloc(64))],
    ['swapped', 's before r', replaced(Buffer.concat([signature.subarray(32), signature.subarray(0, 32)]))],
    ['short', '63 bytes', replaced(signature.subarray(0, 63))],
    ['long', '65 bytes', replaced(Buffer.concat([signature, Buffer.from([0])]))],
    ['empty', 'no signature', replaced(Buffer.alloc(0))],
    ['ed25519-zero', 'all zero', withSignature(rightEd, Buffer.alloc(64))],
    ['ed25519-large-s', 'S + L: a second writing of S (RFC 8032 5.1.7)', withSignature(rightEd, addOrder(rightEd))],
  ]
  return rows.map(([name, about, content]) => [`signature-${name}`, 'SIGNATURE_WRONG', about, content])
}

/** S is little-endian. */
function addOrder(jws: string): Buffer {
  const signature = signatureOf(jws)
  const s = BigInt(`0x${Buffer.from(signature.subarray(32).toReversed()).toString('hex')}`) + ED25519_ORDER
  const written = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').toReversed()
  return Buffer.concat([signature.subarray(0, 32), written])
}

function wrongWriting(keys: VectorKeys): readonly Row[] {
  const { license } = makeClaims(keys)
  const key = keys['signing-es256']
  const header = headerFor('license', key)
  const right = forge(header, license, key)
  const [h = '', c = '', s = ''] = right.split('.')
  const json = JSON.stringify({ protected: h, payload: c, signature: s })
  const rows: readonly (readonly [string, string, string | Buffer])[] = [
    ['empty', 'nothing', ''],
    ['two-parts', 'the signature is missing', `${h}.${c}`],
    ['four-parts', 'a part too many', `${right}.${s}`],
    ['trailing-dot', 'a dot too many', `${right}.`],
    ['five-parts', 'the form of a JWE', `${right}.${s}.${s}`],
    ['json', 'JSON serialization', json],
    ['padding', 'padding after the signature', `${right}==`],
    ['plain-alphabet', 'a + of plain base64', `${h}.${c}.+${s.slice(1)}`],
    ['trailing-line-end', 'a line end after it', `${right}\n`],
    ['leading-blank', 'a blank before it', ` ${right}`],
    ['inner-line-end', 'a line end within it', `${h}.\n${c}.${s}`],
    ['zero-byte', 'a zero byte after it', `${right}\0`],
    ['bom', 'a byte order mark before it', `\uFEFF${right}`],
    ['look-alike', 'a letter of another script', `${right.slice(0, -1)}а`],
    ['slack-signature', 'unused bits set in the signature', withSlack(right, 2)],
    ['slack-header', 'unused bits set in the header', withSlack(withLength(keys, 'header'), 0)],
    ['slack-claims', 'unused bits set in the claims', withSlack(withLength(keys, 'claims'), 1)],
    ['lone-character', 'a part of 4n + 1 characters', `${h}.${c}.${s}AAA`],
  ]
  const oversize = forge(header, { ...license, features: Array.from({ length: 600 }, () => 'x'.repeat(80)) }, key)
  return [
    ...rows.map(([name, about, content]): Row => [name, 'NOT_CANONICAL', about, content]),
    ['oversize', 'TOO_LARGE', 'more than 64 KiB', oversize],
  ]
}

/** A license whose part leaves bits of its last character unused. */
function withLength(keys: VectorKeys, part: 'header' | 'claims'): string {
  const { license } = makeClaims(keys)
  const key = keys['signing-es256']
  const blanks = ['', ' ', '  '].find((pad) => {
    const text = JSON.stringify(part === 'header' ? headerFor('license', key) : license) + pad
    return Buffer.byteLength(text) % 3 === 1
  })
  const padded = (value: object, pads: boolean) => JSON.stringify(value) + (pads ? (blanks ?? '') : '')
  return forge(padded(headerFor('license', key), part === 'header'), padded(license, part === 'claims'), key)
}

/** Sets the lowest unused bit of a part's last character: the bytes stay the same. */
function withSlack(jws: string, index: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const parts = jws.split('.')
  const part = parts[index] ?? ''
  const last = alphabet.charAt(alphabet.indexOf(part.slice(-1)) | 1)
  return parts.with(index, part.slice(0, -1) + last).join('.')
}
