import { signBytes, type VectorKey } from './keys.ts'

/** A part of a document: bytes or text as they are, anything else as JSON. */
export type Part = Buffer | string | object | null

export const TYPS = {
  license: 'latchkey-license+jwt',
  hostRequest: 'latchkey-host-request+jwt',
  response: 'latchkey-response+jwt',
  receipt: 'latchkey-receipt+jwt',
  keySet: 'latchkey-key-set+jwt',
} as const

export type VectorType = keyof typeof TYPS

/** The right header for a key. */
export function headerFor(type: VectorType, { jwk }: VectorKey): Readonly<Record<string, unknown>> {
  return { alg: jwk.alg, kid: jwk.kid, typ: TYPS[type] }
}

export function encodePart(part: Part): string {
  if (Buffer.isBuffer(part)) return part.toString('base64url')
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')
}

/** Signs whatever it is given: the vectors hold documents that our own signer refuses to make. */
export function forge(header: Part, claims: Part, key: VectorKey): string {
  const input = `${encodePart(header)}.${encodePart(claims)}`
  return `${input}.${signBytes(Buffer.from(input), key).toString('base64url')}`
}

/** The same document with another signature. */
export function withSignature(jws: string, signature: Buffer): string {
  return [...jws.split('.').slice(0, 2), signature.toString('base64url')].join('.')
}

export function signatureOf(jws: string): Buffer {
  return Buffer.from(jws.split('.')[2] ?? '', 'base64url')
}
