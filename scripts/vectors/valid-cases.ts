import { type Case, casesOf } from './case.ts'
import { DAY, makeClaims, SIGNED_AT } from './claims.ts'
import { forge, headerFor, signatureOf, TYPS, type VectorType, withSignature } from './forge.ts'
import { publicJwk, type VectorKeys } from './keys.ts'

/** The order of P-256. */
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** Documents that every verifier accepts. */
export function validCases(keys: VectorKeys): readonly Case[] {
  const claims = makeClaims(keys)
  const es256 = keys['signing-es256']
  const both = (type: VectorType & keyof typeof claims) =>
    casesOf(type, [
      ['es256', 'valid', 'ES256', forge(headerFor(type, es256), claims[type], es256)],
      [
        'ed25519',
        'valid',
        'Ed25519',
        forge(headerFor(type, keys['signing-ed25519']), claims[type], keys['signing-ed25519']),
      ],
    ])
  return [
    ...both('license'),
    ...both('receipt'),
    ...both('response'),
    ...otherLicenses(keys),
    ...hostRequests(keys),
    ...keySets(keys),
  ]
}

function otherLicenses(keys: VectorKeys): readonly Case[] {
  const { license, response } = makeClaims(keys)
  const key = keys['signing-es256']
  const header = headerFor('license', key)
  const { exp: _, renewFrom: __, graceUntil: ___, expiresAt: ____, ...perpetual } = license
  const ordinary = forge(header, license, key)
  const newCode = { status: 'refused', alreadySo: false, refusal: { code: 'NEW_IN_2030', facts: {} }, license: null }
  return [
    ...casesOf('license', [
      ['perpetual', 'valid', 'no lease, no end', forge(header, perpetual, key)],
      [
        'emergency',
        'valid',
        'an emergency license',
        forge(header, { ...license, kind: 'emergency', exp: SIGNED_AT + 14 * DAY }, key),
      ],
      ['no-account', 'valid', 'associated to no account', forge(header, { ...license, account: null }, key)],
      [
        'unknown-claims',
        'valid',
        'claims of a newer server are ignored',
        forge(header, { ...license, seats: 4, host: { ...(license.host as object), zone: ['eu', { a: null }] } }, key),
      ],
      [
        'header-order',
        'valid',
        'members in another order, with blanks',
        forge(`{ "typ": "${TYPS.license}",\n"kid":"${key.jwk.kid}", "alg" :"ES256" }`, license, key),
      ],
      [
        'unicode',
        'valid',
        'names in any script, escaped and not',
        forge(header, JSON.stringify({ ...license, productName: 'Prüfgerät 測試 🔑' }).replace('ü', '\\u00fc'), key),
      ],
      [
        'other-s',
        'valid',
        'the second of the two signatures that ECDSA has for the same (n - s): never use a signature as an identity',
        withSignature(ordinary, negateS(signatureOf(ordinary))),
      ],
    ]),
    ...casesOf('response', [
      [
        'new-code',
        'valid',
        'a refusal code of a newer server; a reader shows it as SERVER_ERROR',
        forge(headerFor('response', key), { ...response, rows: [newCode] }, key),
      ],
    ]),
  ]
}

function negateS(signature: Buffer): Buffer {
  const s = BigInt(`0x${signature.subarray(32).toString('hex')}`)
  const negated = (P256_ORDER - s).toString(16).padStart(64, '0')
  return Buffer.concat([signature.subarray(0, 32), Buffer.from(negated, 'hex')])
}

function hostRequests(keys: VectorKeys): readonly Case[] {
  const { hostRequest } = makeClaims(keys)
  const { device } = keys
  const licenses = [{ licenseId: 'lic_0123456789abcdefghjk' }]
  const intents = {
    'look-up': {},
    associate: {},
    activate: { rows: [{ keyId: 'key_0123456789abcdefghjk', product: 'ct' }] },
    return: { rows: licenses },
    transfer: { rows: licenses },
    emergency: { rows: licenses },
    renew: { rows: licenses },
    fetch: { rows: licenses },
    'support-request': {
      reason: 'lost-pc',
      licenseIds: ['lic_0123456789abcdefghjk'],
      email: 'ana@example.com',
      message: 'The PC was stolen.\nThank you.',
    },
  }
  return casesOf(
    'hostRequest',
    Object.entries(intents).map(([type, rest]) => [
      type,
      'valid',
      `intent ${type}`,
      forge(headerFor('hostRequest', device), { ...hostRequest, intent: { type, ...rest } }, device),
    ]),
  )
}

function keySets(keys: VectorKeys): readonly Case[] {
  const { keySet } = makeClaims(keys)
  const root = keys['root-es256']
  const other = keys['root-ed25519']
  const header = headerFor('keySet', root)
  const future = { kid: 'test-2031', use: 'sig', alg: 'ML-DSA-65', kty: 'AKP', pub: 'AAAA' }
  const pinned = casesOf(
    'keySet',
    [
      ['es256', 'valid', 'root key ES256, pinned', forge(header, keySet, root)],
      [
        'unknown-kind',
        'valid',
        'a key of a kind of the future is left out',
        forge(header, { ...keySet, keys: [...(keySet.keys as object[]), future] }, root),
      ],
    ],
    root.jwk.kid,
  )
  const atFirstContact = casesOf('keySet', [
    [
      'ed25519',
      'valid',
      'root key Ed25519, at first contact',
      forge(headerFor('keySet', other), { ...keySet, root: publicJwk(other) }, other),
    ],
  ])
  return [...pinned, ...atFirstContact]
}
