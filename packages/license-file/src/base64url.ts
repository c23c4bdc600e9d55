import { err, ok, type Result } from '@latchkey/core/result'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const VALUES = new Int8Array(128).fill(-1)
for (let value = 0; value < ALPHABET.length; value += 1) VALUES[ALPHABET.charCodeAt(value)] = value

const DECODER = new TextDecoder()

/**
 * Decodes base64url in its one canonical form (RFC 4648 5 and 3.5): no padding, no other characters, unused bits zero. So one
 * sequence of bytes has one text, and no bit of a signed document can be changed unnoticed.
 */
export function decodeBase64url(text: string): Result<Uint8Array<ArrayBuffer>, 'NOT_CANONICAL'> {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let bits = 0
  let bitCount = 0
  let length = 0
  for (let index = 0; index < text.length; index += 1) {
    const value = VALUES[text.charCodeAt(index)] ?? -1
    if (value < 0) return err('NOT_CANONICAL')
    bits = (bits << 6) | value
    bitCount += 6
    if (bitCount >= 8) {
      bitCount -= 8
      bytes[length] = bits >> bitCount
      length += 1
      bits &= (1 << bitCount) - 1
    }
  }
  // Six bits left over are a lone last character; others must be zero, or two texts would mean the same bytes.
  return bitCount >= 6 || bits !== 0 ? err('NOT_CANONICAL') : ok(bytes)
}

/** Encodes bytes as base64url without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  const characters = new Uint8Array(Math.ceil((bytes.length * 4) / 3))
  let bits = 0
  let bitCount = 0
  let length = 0
  for (const byte of bytes) {
    bits = (bits << 8) | byte
    bitCount += 8
    while (bitCount >= 6) {
      bitCount -= 6
      characters[length] = ALPHABET.charCodeAt((bits >> bitCount) & 63)
      length += 1
    }
    bits &= (1 << bitCount) - 1
  }
  if (bitCount > 0) characters[length] = ALPHABET.charCodeAt((bits << (6 - bitCount)) & 63)
  return DECODER.decode(characters)
}
