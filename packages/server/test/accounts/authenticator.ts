import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import type { BodyOf } from '@latchkey/contract/operations'
import { isoCBOR } from '@simplewebauthn/server/helpers'

type Attestation = BodyOf<'addPasskey'>['attestation']
type Assertion = BodyOf<'signInWithPasskey'>['assertion']
type Options = Readonly<Record<string, unknown>>

/** What an authenticator or the browser around it would do otherwise than it should. */
export interface Deviation {
  /** The page that asked, as the browser says it. */
  readonly origin?: string
  /** The site the key was made for, as the authenticator says it. */
  readonly rpId?: string
  /** Whether a finger, face or PIN was shown. */
  readonly isVerified?: boolean
  readonly challenge?: string
  /** Type of the ceremony. */
  readonly type?: string
  /** Signed by another key. */
  readonly isForged?: boolean
}

const PRESENT = 0x01
const VERIFIED = 0x04
const HAS_KEY = 0x40

/** An authenticator in software (WebAuthn 3, section 6), so that tests may bend what it says. `counter`: of its signatures. */
export class SoftAuthenticator {
  readonly id = randomBytes(32).toString('base64url')
  counter: number
  readonly #origin: string
  readonly #private: KeyObject
  readonly #cosePublic: Uint8Array

  constructor(origin: string, counter = 1) {
    this.#origin = origin
    this.counter = counter
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    this.#private = privateKey
    this.#cosePublic = isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, bytesOf(x)],
        [-3, bytesOf(y)],
      ]),
    )
  }

  /** Makes its key known to a site: what `navigator.credentials.create` gives. */
  attest(options: Options, deviation: Deviation = {}): Attestation {
    const id = Buffer.from(this.id, 'base64url')
    const sizes = Buffer.alloc(18)
    sizes.writeUInt16BE(id.length, 16)
    const data = Buffer.concat([this.#data(HAS_KEY, deviation), sizes, id, this.#cosePublic])
    const attestationObject = isoCBOR.encode(
      new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', new Uint8Array(data)],
      ]) as never,
    )
    const client = this.#client('webauthn.create', options, deviation)
    return {
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: client.toString('base64url'),
        attestationObject: Buffer.from(attestationObject).toString('base64url'),
        transports: ['internal'],
      },
    }
  }

  /** Shows that it is there: what `navigator.credentials.get` gives. */
  assert(options: Options, deviation: Deviation = {}): Assertion {
    const data = this.#data(0, deviation)
    const client = this.#client('webauthn.get', options, deviation)
    const signed = Buffer.concat([data, createHash('sha256').update(client).digest()])
    const forger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    return {
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: sign('sha256', signed, deviation.isForged === true ? forger : this.#private).toString('base64url'),
      },
    }
  }

  #data(flags: number, { rpId = new URL(this.#origin).hostname, isVerified = true }: Deviation): Buffer {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(this.counter)
    const all = flags | PRESENT | (isVerified ? VERIFIED : 0)
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([all]), counter])
  }

  #client(type: string, options: Options, deviation: Deviation): Buffer {
    const challenge = deviation.challenge ?? options['challenge']
    const { origin = this.#origin } = deviation
    return Buffer.from(JSON.stringify({ type: deviation.type ?? type, challenge, origin, crossOrigin: false }))
  }
}

function bytesOf(base64url: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64url, 'base64url'))
}
