import { createHmac } from 'node:crypto'
import type { AnswerOf, ParsedBodyOf } from '@latchkey/contract/operations'
import { type EpochMs, ID_RANDOM_BYTES, makeId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import type { ServerSecrets } from '../signing/keys.ts'
import type { NewPasskey } from '../store/people-commands.ts'
import type { PasskeyRecord, PersonRecord } from '../store/people-reads.ts'
import { isSameDigest } from './accounts.ts'

/** Where a page runs: passkeys belong to a host name, and are shown to that origin only. */
export interface Site {
  readonly origin: string
  readonly hostname: string
}

export type PasskeyAssertion = ParsedBodyOf<'signInWithPasskey'>['assertion']
export type PasskeyAttestation = ParsedBodyOf<'addPasskey'>['attestation']
type Options = AnswerOf<'beginPasskey'>['options']

const NONCE_BYTES = 16

/**
 * Challenges without a store: random, an expiry, and a MAC over both and what they are for. Each is taken once by this process; an
 * assertion is bound to its challenge, so that nobody else's is of use.
 */
export class Challenges {
  readonly #secrets: Pick<ServerSecrets, 'server'>
  readonly #random: (sizeBytes: number) => Uint8Array
  readonly #takenUntil = new Map<string, EpochMs>()

  constructor(secrets: Pick<ServerSecrets, 'server'>, random: (sizeBytes: number) => Uint8Array) {
    this.#secrets = secrets
    this.#random = random
  }

  /** `use`: what it is for, and for whom. */
  make(use: string, now: EpochMs): Uint8Array<ArrayBuffer> {
    const plain = `${Buffer.from(this.#random(NONCE_BYTES)).toString('base64url')}.${now + LIMITS.challengeMs}`
    return new Uint8Array(Buffer.from(`${plain}.${this.#mac(plain, use)}`))
  }

  /** Whether a challenge was made for this use and is in time; not twice. `challenge`: in base64url, as a browser gives it back. */
  take(challenge: string, use: string, now: EpochMs): boolean {
    for (const [taken, until] of this.#takenUntil) {
      if (until > now) break
      this.#takenUntil.delete(taken)
    }
    const text = Buffer.from(challenge, 'base64url').toString('utf8')
    const [nonce = '', until = '', mac = ''] = text.split('.')
    const endsAt = Number(until)
    if (!isSameDigest(mac, this.#mac(`${nonce}.${until}`, use)) || !(endsAt > now) || this.#takenUntil.has(nonce))
      return false
    this.#takenUntil.set(nonce, endsAt)
    return true
  }

  #mac(plain: string, use: string): string {
    return createHmac('sha256', this.#secrets.server).update(`challenge\0${use}\0${plain}`).digest('base64url')
  }
}

/** Loaded when the first passkey comes: most servers start without. */
const library = async () => import('@simplewebauthn/server')

export async function optionsToAdd(
  person: PersonRecord,
  passkeys: readonly PasskeyRecord[],
  site: Site,
  challenge: Uint8Array<ArrayBuffer>,
): Promise<Options> {
  const { generateRegistrationOptions } = await library()
  const options = await generateRegistrationOptions({
    rpName: 'Latchkey',
    rpID: site.hostname,
    userName: person.name,
    userID: new Uint8Array(Buffer.from(person.id)),
    challenge,
    attestationType: 'none',
    excludeCredentials: passkeys.map(descriptorOf),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
  })
  return { ...options }
}

/** `passkeys`: those that may be shown; none named lets the browser offer any of this site. */
export async function optionsToShow(
  passkeys: readonly PasskeyRecord[],
  site: Site,
  challenge: Uint8Array<ArrayBuffer>,
): Promise<Options> {
  const { generateAuthenticationOptions } = await library()
  const options = await generateAuthenticationOptions({
    rpID: site.hostname,
    challenge,
    allowCredentials: passkeys.map(descriptorOf),
    userVerification: 'required',
  })
  return { ...options }
}

/** The passkey that a browser has made, or null if it does not fit. */
export async function verifyNew(
  attestation: PasskeyAttestation,
  name: string,
  site: Site,
  isChallenge: (challenge: string) => boolean,
  random: (sizeBytes: number) => Uint8Array,
): Promise<NewPasskey | null> {
  const { verifyRegistrationResponse } = await library()
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      // Its schema has checked the form; the library checks every byte.
      response: attestation as never,
      expectedChallenge: isChallenge,
      expectedOrigin: site.origin,
      expectedRPID: site.hostname,
      requireUserVerification: true,
    })
    if (!verified) return null
    const { id, publicKey, counter } = registrationInfo.credential
    return {
      id: makeId('pk', random(ID_RANDOM_BYTES)),
      credential: id,
      publicKey: Buffer.from(publicKey).toString('base64url'),
      counter,
      transports: attestation.response.transports ?? [],
      name,
    }
  } catch {
    // The library throws at whatever does not fit; which of it is nobody's business but the log's, and there it would be noise.
    return null
  }
}

/** The new counter of a passkey that was shown, or null if it does not fit. */
export async function verifyShown(
  assertion: PasskeyAssertion,
  passkey: PasskeyRecord,
  site: Site,
  isChallenge: (challenge: string) => boolean,
): Promise<number | null> {
  const { verifyAuthenticationResponse } = await library()
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: assertion as never,
      expectedChallenge: isChallenge,
      expectedOrigin: site.origin,
      expectedRPID: site.hostname,
      credential: {
        id: passkey.credential,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
        counter: passkey.counter,
      },
      requireUserVerification: true,
    })
    return verified ? authenticationInfo.newCounter : null
  } catch {
    return null
  }
}

function descriptorOf({ credential, transports }: PasskeyRecord) {
  return { id: credential, transports: transports as never }
}
