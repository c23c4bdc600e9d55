import { ID_RANDOM_BYTES, type IdPrefix, makeId } from '@latchkey/core/ids'

/** The same bytes in every run, for what they are for. Quick, and no secret of anybody: ten million times SHA-256 would be half of a seed. */
export function bytesOf(purpose: string, sizeBytes: number): Uint8Array {
  let [a, b, c, d] = [0x9e_37_79_b9, 0x24_3f_6a_88, 0xb7_e1_51_62, purpose.length]
  const next = () => {
    // sfc32: passes PractRand, and is a few additions.
    const sum = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum
  }
  for (let at = 0; at < purpose.length; at += 1) {
    a = Math.imul(a ^ purpose.charCodeAt(at), 0x85_eb_ca_6b)
    next()
  }
  for (let round = 0; round < 12; round += 1) next()
  const bytes = new Uint8Array(sizeBytes)
  for (let at = 0; at < sizeBytes; at += 1) bytes[at] = next() >>> 24
  return bytes
}

/** The `index`-th id of its kind: the same in every run, in no order. */
export function idOf<P extends IdPrefix>(prefix: P, index: number): ReturnType<typeof makeId<P>> {
  return makeId(prefix, bytesOf(`${prefix} ${index}`, ID_RANDOM_BYTES))
}

/** An id of a host, as a thumbprint looks. */
export function hostIdOf(index: number): string {
  return Buffer.from(bytesOf(`host ${index}`, 32)).toString('base64url')
}

/** A prime below 2^26, so that products with indexes stay exact. */
const COPRIME = 50_331_653

/** A number below `max`, spread over it without an order that shows. */
export function spread(index: number, max: number): number {
  return (index * COPRIME) % max
}
