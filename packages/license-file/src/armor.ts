import { LIMITS } from '@latchkey/core/limits'
import { err, ok, type Result } from '@latchkey/core/result'
import type { DocumentType } from './documents.ts'

/** The files that people see, carry and mail: what stands in their BEGIN and END lines, and the document inside. */
export const ARMOR_LABELS = {
  license: 'LICENSE',
  request: 'REQUEST',
  response: 'RESPONSE',
  /** A host request that returns licenses: the one file a return is. */
  return: 'RETURN',
  receipt: 'RECEIPT',
  keySet: 'KEY SET',
} as const

export type ArmoredFile = keyof typeof ARMOR_LABELS

/** The type of the document in each kind of file. */
export const DOCUMENT_TYPE_OF_FILE = {
  license: 'license',
  request: 'hostRequest',
  response: 'response',
  return: 'hostRequest',
  receipt: 'receipt',
  keySet: 'keySet',
} as const satisfies Record<ArmoredFile, DocumentType>

export type ArmorRefusal =
  /** More than 256 KiB. */
  | 'FILE_TOO_LARGE'
  /** No BEGIN line of this kind. */
  | 'BEGIN_MISSING'
  /** No END line after it: the file was cut short. */
  | 'END_MISSING'
  /** More than one document of this kind: nobody knows which one is meant. */
  | 'FILE_AMBIGUOUS'

/** As long as PEM's lines (RFC 7468 2): no mail program breaks them. */
const LINE_CHARS = 64

/**
 * Writes a document as a file: a comment for people, then the document between a BEGIN and an END line.
 * @param comment one line; see `armor-comments.ts`
 */
export function writeArmor(file: ArmoredFile, jws: string, comment: string): string {
  const label = ARMOR_LABELS[file]
  const lines = jws.match(new RegExp(`.{1,${LINE_CHARS}}`, 'g')) ?? []
  return [`# ${comment}`, `-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

/**
 * Reads the document out of a file. What stands around it is not looked at, and the comment is never trusted. Editors and mail
 * programs do no harm: line ends of any kind, byte order marks, UTF-16, blanks around lines, blank lines, and `>` of quoting.
 * The document itself is still to be verified.
 */
export function readArmor(file: ArmoredFile, bytes: Uint8Array): Result<string, ArmorRefusal> {
  if (bytes.length > LIMITS.offlineFileBytesMax) return err('FILE_TOO_LARGE')
  const lines = decode(bytes)
    .split(/\r\n|\r|\n/)
    .map(withoutQuoting)
  const label = ARMOR_LABELS[file]
  const begin = lines.indexOf(`-----BEGIN ${label}-----`)
  if (begin === -1) return err('BEGIN_MISSING')
  const end = lines.indexOf(`-----END ${label}-----`, begin)
  if (end === -1) return err('END_MISSING')
  if (lines.indexOf(`-----BEGIN ${label}-----`, begin + 1) !== -1) return err('FILE_AMBIGUOUS')
  return ok(lines.slice(begin + 1, end).join(''))
}

/** Comments may be in any encoding; the document is ASCII, and a character that is not ends in its refusal. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder().decode(bytes)
}

/** `>` is no character of a document. */
function withoutQuoting(line: string): string {
  return line.replace(/^[\s>]+/, '').trimEnd()
}
