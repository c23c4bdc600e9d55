import { type Case, casesOf, type Row } from './case.ts'
import { makeClaims } from './claims.ts'
import { forge, headerFor } from './forge.ts'
import { publicJwk, type VectorKeys } from './keys.ts'

/** Key sets that a host which has pinned the ES256 root must not take. */
export function invalidKeySets(keys: VectorKeys): readonly Case[] {
  return casesOf('keySet', [...wrongRoots(keys), ...wrongClaims(keys)], keys['root-es256'].jwk.kid)
}

function wrongRoots(keys: VectorKeys): readonly Row[] {
  const { keySet } = makeClaims(keys)
  const root = keys['root-es256']
  const other = keys['root-ed25519']
  const header = headerFor('keySet', root)
  const signed = (change: object) => forge(header, { ...keySet, ...change }, root)
  return [
    [
      'other-root',
      'ROOT_WRONG',
      'rightly signed, by a root that is not pinned',
      forge(headerFor('keySet', other), { ...keySet, root: publicJwk(other) }, other),
    ],
    [
      'root-kid',
      'THUMBPRINT_WRONG',
      'the kid of the root is no thumbprint',
      signed({ root: { ...publicJwk(root), kid: 'root' } }),
    ],
    [
      'root-borrowed',
      'THUMBPRINT_WRONG',
      'another key under the kid of the pinned root',
      forge(
        header,
        { ...keySet, root: { ...publicJwk(keys['stranger-es256']), kid: root.jwk.kid } },
        keys['stranger-es256'],
      ),
    ],
    [
      'header-kid',
      'THUMBPRINT_WRONG',
      'the kid of the header is another',
      forge({ ...header, kid: 'test-2026-es256' }, keySet, root),
    ],
    [
      'signed-by-signing-key',
      'SIGNATURE_WRONG',
      'the root signs the key set, no key in it',
      forge(header, keySet, keys['signing-es256']),
    ],
    [
      'alg-swap',
      'ALGORITHM_WRONG',
      'another algorithm than that of the root',
      forge({ ...header, alg: 'Ed25519' }, keySet, other),
    ],
  ]
}

function wrongClaims(keys: VectorKeys): readonly Row[] {
  const { keySet } = makeClaims(keys)
  const root = keys['root-es256']
  const other = keys['root-ed25519']
  const header = headerFor('keySet', root)
  const listed = keySet.keys as readonly object[]
  const signed = (change: object) => forge(header, { ...keySet, ...change }, root)
  const { y: _, ...noY } = publicJwk(keys['signing-es256'])
  return [
    ['no-root', 'CLAIMS_MALFORMED', 'root is missing', signed({ root: undefined })],
    [
      'root-for-encryption',
      'CLAIMS_MALFORMED',
      'a root that may not sign',
      signed({ root: publicJwk(keys.encryption) }),
    ],
    ['private-key', 'CLAIMS_MALFORMED', 'a private key in it', signed({ keys: [keys['signing-es256'].jwk] })],
    [
      'duplicate-kid',
      'CLAIMS_MALFORMED',
      'two keys of one kid',
      signed({ keys: [...listed, { ...publicJwk(other), kid: 'test-2026-es256' }] }),
    ],
    [
      'alg-not-of-curve',
      'CLAIMS_MALFORMED',
      'an ES256 key on Ed25519',
      signed({ keys: [{ ...publicJwk(other), alg: 'ES256' }] }),
    ],
    ['no-y', 'CLAIMS_MALFORMED', 'half a point', signed({ keys: [noY] })],
    ['keys-object', 'CLAIMS_MALFORMED', 'keys is no array', signed({ keys: {} })],
  ]
}
