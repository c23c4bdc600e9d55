import { type ArmoredFile, type ArmorRefusal, writeArmor } from '@latchkey/license-file/armor'
import { makeClaims } from './claims.ts'
import { forge, headerFor } from './forge.ts'
import type { VectorKeys } from './keys.ts'

/** A file with BEGIN and END lines, and what a reader must say of it. */
export interface FileCase {
  readonly name: string
  readonly kind: ArmoredFile
  readonly expected: 'valid' | ArmorRefusal
  readonly about: string
  readonly content: string | Buffer
}

/** Armored files as editors and mail programs leave them, and some that are no longer to be read. */
export function fileCases(keys: VectorKeys): readonly FileCase[] {
  const key = keys['signing-es256']
  const { license } = makeClaims(keys)
  const jws = forge(headerFor('license', key), license, key)
  const text = writeArmor('license', jws, 'Commissioning Tool Professional, key ending in 7Q2M4, for FRONT-OFFICE-3')
  return [...asWritten(keys, text), ...readable(jws, text), ...unreadable(jws, text)]
}

function valid(kind: ArmoredFile, name: string, about: string, content: string | Buffer): FileCase {
  return { name, kind, expected: 'valid', about, content }
}

function refused(name: string, expected: ArmorRefusal, about: string, content: string | Buffer): FileCase {
  return { name, kind: 'license', expected, about, content }
}

function asWritten(keys: VectorKeys, license: string): readonly FileCase[] {
  const key = keys['signing-es256']
  const { receipt, response, hostRequest } = makeClaims(keys)
  const request = forge(headerFor('hostRequest', keys.device), hostRequest, keys.device)
  const intent = { type: 'return', rows: [{ licenseId: receipt.sub }] }
  const giveBack = forge(headerFor('hostRequest', keys.device), { ...hostRequest, intent }, keys.device)
  const signed = (type: 'receipt' | 'response', claims: object) => forge(headerFor(type, key), claims, key)
  return [
    valid('license', 'LICENSE.lic', 'as written', license),
    valid('request', 'REQUEST.lkreq', 'as written', writeArmor('request', request, 'Request')),
    valid('response', 'RESPONSE.lkres', 'as written', writeArmor('response', signed('response', response), 'Response')),
    valid('return', 'RETURN.lkret', 'as written', writeArmor('return', giveBack, 'Return')),
    valid('receipt', 'RECEIPT.lkrec', 'as written', writeArmor('receipt', signed('receipt', receipt), 'Receipt')),
  ]
}

function readable(jws: string, text: string): readonly FileCase[] {
  const lines = text.split('\n')
  return [
    valid('license', 'crlf.lic', 'line ends of Windows', text.replaceAll('\n', '\r\n')),
    valid('license', 'cr.lic', 'line ends of an old Mac', text.replaceAll('\n', '\r')),
    valid('license', 'bom.lic', 'byte order mark', `\uFEFF${text}`),
    valid('license', 'utf16le.lic', 'UTF-16 with its mark', Buffer.from(`\uFEFF${text}`, 'utf16le')),
    valid('license', 'utf16be.lic', 'UTF-16 with its mark', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()),
    valid(
      'license',
      'quoted.lic',
      'quoted twice in a mail',
      `Hi,\n${lines.map((line) => `> > ${line}`).join('\n')}\nBye`,
    ),
    valid('license', 'blanks.lic', 'blanks, blank lines', lines.map((line) => `\t ${line} \n`).join('\n')),
    valid('license', 'one-line.lic', 'on one line', `-----BEGIN LICENSE-----\n${jws}\n-----END LICENSE-----`),
    valid('license', 'latin1.lic', 'a comment in Latin-1', Buffer.from(`# Prüfgerät\n${text}`, 'latin1')),
    valid('license', 'other-blocks.lic', 'a receipt before it', `${writeArmor('receipt', 'x', 'Receipt')}${text}`),
  ]
}

function unreadable(jws: string, text: string): readonly FileCase[] {
  const inComment = `# -----BEGIN LICENSE-----\n${jws}\n-----END LICENSE-----`
  const endFirst = `-----END LICENSE-----\n-----BEGIN LICENSE-----\n${jws}\n`
  return [
    refused('empty.lic', 'BEGIN_MISSING', 'an empty file', ''),
    refused('bare.lic', 'BEGIN_MISSING', 'a document without its lines', jws),
    refused('receipt.lic', 'BEGIN_MISSING', 'a receipt', writeArmor('receipt', jws, 'Receipt')),
    refused('begin-in-comment.lic', 'BEGIN_MISSING', 'a BEGIN line within a comment', inComment),
    refused('cut.lic', 'END_MISSING', 'cut short', text.slice(0, -40)),
    refused('end-first.lic', 'END_MISSING', 'END before BEGIN', endFirst),
    refused('twice.lic', 'FILE_AMBIGUOUS', 'two licenses', text + text),
    refused('large.lic', 'FILE_TOO_LARGE', 'more than 256 KiB', `${text}${'#'.repeat(262_144)}`),
  ]
}
