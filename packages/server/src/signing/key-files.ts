import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EpochMs } from '@latchkey/core/ids'
import { err, ok, type Result } from '@latchkey/core/result'
import type { PublicKey, SignatureAlgorithm } from '@latchkey/license-file/documents'
import { thumbprintOf } from '@latchkey/license-file/thumbprint'
import { verifyKeySet } from '@latchkey/license-file/verify'
import { z } from 'zod'
import type { ServerKeys, ServerSecrets, SigningKeyPair } from './keys.ts'
import { NODE_CRYPTOGRAPHY, signByNode, withJoseSignatures } from './node-cryptography.ts'

/** What lies in the folder `keys`, each file 0600. `root.json` is needed to change the key set only, and may be taken away. */
const FILES = {
  root: 'root.json',
  signing: 'signing.json',
  encryption: 'encryption.json',
  secrets: 'secrets.json',
  keySet: 'key-set.jws',
} as const

const SECRET_BYTES = 32

/** A file of the key folder that keeps the server from starting. */
export interface KeyFileProblem {
  readonly path: string
  /** A sentence: what is wrong with it, and the way out. */
  readonly words: string
}

export interface KeysToCreate {
  readonly directory: string
  readonly issuer: string
  readonly at: EpochMs
  readonly random: (sizeBytes: number) => Uint8Array
  /** Of the signing key; ES256 by default: what .NET, Windows CNG, TPMs and cloud key stores speak. */
  readonly algorithm?: SignatureAlgorithm
}

/** Makes all keys and secrets of a new server; never overwrites one. */
export async function createSigningKeys(asked: KeysToCreate): Promise<Result<void, KeyFileProblem>> {
  const { directory, issuer, at, random, algorithm = 'ES256' } = asked
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  for (const file of Object.values(FILES)) {
    const path = join(directory, file)
    if (existsSync(path)) return err({ path, words: 'It exists already; keys are never overwritten.' })
  }
  const root = await newSigningKey('ES256')
  const signing = await newSigningKey(algorithm)
  const encryption = await newEncryptionKey()
  const claims = {
    iss: issuer,
    iat: Math.floor(at / 1000),
    root: root.public,
    keys: [signing.public, encryption.public],
  }
  const secret = () => Buffer.from(random(SECRET_BYTES)).toString('base64url')
  writeKeyFile(join(directory, FILES.secrets), {
    server: secret(),
    keyPepper: secret(),
    keySeal: secret(),
    passwordPepper: secret(),
  })
  writeKeyFile(join(directory, FILES.signing), privateJwk(signing))
  writeKeyFile(join(directory, FILES.encryption), privateJwk(encryption))
  writeKeyFile(join(directory, FILES.root), privateJwk(root))
  // Last: a folder with a key set is complete.
  writePrivate(join(directory, FILES.keySet), `${signByNode('keySet', claims, root)}\n`)
  return ok(undefined)
}

/** Loads what a running server needs, and checks that it fits together. */
export async function loadSigningKeys(directory: string): Promise<Result<ServerKeys, KeyFileProblem>> {
  const pathOf = (file: keyof typeof FILES) => join(directory, FILES[file])
  const signing = readJwk(pathOf('signing'), signingJwk)
  if (!signing.ok) return signing
  const encryption = readJwk(pathOf('encryption'), encryptionJwk)
  if (!encryption.ok) return encryption
  const secrets = readSecrets(pathOf('secrets'))
  if (!secrets.ok) return secrets
  const text = readText(pathOf('keySet'))
  if (!text.ok) return text
  const keySet = text.value.trim()
  const claims = await verifyKeySet(keySet, null, NODE_CRYPTOGRAPHY)
  if (!claims.ok) return err(damaged(pathOf('keySet'), `it is no key set (${claims.error})`))
  for (const [file, key] of [
    ['signing', signing.value],
    ['encryption', encryption.value],
  ] as const) {
    const listed = claims.value.keys.some(({ kid, x }) => kid === key.public.kid && x === key.public.x)
    if (!listed) return err(damaged(pathOf(file), `the key set does not list its key ${key.public.kid}`))
  }
  return ok({
    issuer: claims.value.iss,
    keySet,
    signing: signingPair(signing.value),
    encryption: encryption.value,
    secrets: secrets.value,
  })
}

interface KeyPair {
  readonly public: PublicKey
  readonly private: KeyObject
}

async function newSigningKey(alg: SignatureAlgorithm): Promise<SigningKeyPair> {
  const { privateKey } =
    alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519')
  return signingPair(await named(privateKey, 'sig', alg))
}

function signingPair({ public: key, private: secret }: KeyPair): SigningKeyPair {
  if (key.alg === 'Ed25519') return { alg: key.alg, public: key, private: secret }
  return { alg: 'ES256', public: key, private: withJoseSignatures(secret) }
}

async function newEncryptionKey(): Promise<KeyPair> {
  return named(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, 'enc', 'ECDH-ES')
}

/** A key's `kid` is its thumbprint. */
async function named(privateKey: KeyObject, use: 'sig' | 'enc', alg: PublicKey['alg']): Promise<KeyPair> {
  const jwk = createPublicKey(privateKey).export({ format: 'jwk' })
  const unnamed = publicJwk.parse({ ...jwk, kid: '-', use, alg })
  return { public: { ...unnamed, kid: await thumbprintOf(unnamed, NODE_CRYPTOGRAPHY) }, private: privateKey }
}

const publicJwk = z
  .object({
    kid: z.string(),
    use: z.enum(['sig', 'enc']),
    alg: z.enum(['ES256', 'Ed25519', 'ECDH-ES']),
    kty: z.enum(['EC', 'OKP']),
    crv: z.enum(['P-256', 'Ed25519']),
    x: z.string(),
    y: z.string().optional(),
  })
  .transform(({ y, ...key }): PublicKey => (y === undefined ? key : { ...key, y }))
const signingJwk = z.looseObject({ use: z.literal('sig'), alg: z.enum(['ES256', 'Ed25519']), d: z.string() })
const encryptionJwk = z.looseObject({ use: z.literal('enc'), alg: z.literal('ECDH-ES'), d: z.string() })
const secretBytes = z
  .base64url()
  .transform((text) => new Uint8Array(Buffer.from(text, 'base64url')))
  .refine((bytes) => bytes.length === SECRET_BYTES)
const secretKey = secretBytes.transform((bytes) => createSecretKey(bytes))
const secretsFile = z.strictObject({
  server: secretKey,
  keyPepper: secretKey,
  keySeal: secretKey,
  passwordPepper: secretBytes,
})

function privateJwk({ public: { kid, use, alg }, private: key }: KeyPair): object {
  return { kid, use, alg, ...key.export({ format: 'jwk' }) }
}

function readJwk(path: string, schema: z.ZodType): Result<KeyPair, KeyFileProblem> {
  const json = readJson(path)
  if (!json.ok) return json
  const isRight = schema.safeParse(json.value)
  const known = publicJwk.safeParse(json.value)
  if (!isRight.success || !known.success) return err(damaged(path, 'it is no private key of its kind'))
  try {
    return ok({ public: known.data, private: createPrivateKey({ key: json.value as JsonWebKey, format: 'jwk' }) })
  } catch {
    return err(damaged(path, 'its key cannot be used'))
  }
}

function readSecrets(path: string): Result<ServerSecrets, KeyFileProblem> {
  const json = readJson(path)
  if (!json.ok) return json
  const secrets = secretsFile.safeParse(json.value)
  return secrets.success ? ok(secrets.data) : err(damaged(path, 'a secret is missing or too short'))
}

function readJson(path: string): Result<unknown, KeyFileProblem> {
  const text = readText(path)
  if (!text.ok) return text
  try {
    return ok(JSON.parse(text.value))
  } catch {
    return err(damaged(path, 'it is not JSON'))
  }
}

function readText(path: string): Result<string, KeyFileProblem> {
  try {
    return ok(readFileSync(path, 'utf8'))
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable'
    const missing = code === 'ENOENT'
    return err({
      path,
      words: missing
        ? 'It is missing. Run "latchkey init", or put it back from a backup.'
        : `It cannot be read (${code}). The user of the server must own it.`,
    })
  }
}

function damaged(path: string, why: string): KeyFileProblem {
  return { path, words: `It is damaged: ${why}. Put it back from a backup.` }
}

function writeKeyFile(path: string, content: object): void {
  writePrivate(path, `${JSON.stringify(content, null, 2)}\n`)
}

function writePrivate(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600, flag: 'wx', flush: true })
}
