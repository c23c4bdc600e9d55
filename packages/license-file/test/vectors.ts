import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ArmoredFile, ArmorRefusal } from '@latchkey/license-file/armor'
import type { CheckContext, LicenseCheck } from '@latchkey/license-file/check-license'
import type { Cryptography } from '@latchkey/license-file/cryptography'
import type { DocumentRefusal } from '@latchkey/license-file/document-refusals'
import type { DocumentType, LicenseClaims, PublicKey } from '@latchkey/license-file/documents'
import { verifyDocument, verifyHostRequest, verifyKeySet } from '@latchkey/license-file/verify'

/** The committed vectors, read as another language's verifier reads them. */
const DIRECTORY = join(import.meta.dirname, '..', '..', '..', 'vectors')

export interface DocumentVector {
  readonly file: string
  readonly type: DocumentType
  readonly expected: 'valid' | DocumentRefusal
  readonly root?: string
}

export interface FileVector {
  readonly file: string
  readonly kind: ArmoredFile
  readonly expected: 'valid' | ArmorRefusal
}

export interface CheckVector {
  readonly name: string
  readonly claims: LicenseClaims
  readonly context: CheckContext
  readonly expected: LicenseCheck
}

export interface ActivationKeyVectors {
  readonly encryption: PublicKey & { readonly d: string }
  readonly cases: readonly {
    readonly name: string
    readonly hostId: string
    readonly jwe: string
    readonly key: string | null
  }[]
}

export const { documents, files } = json('index.json') as {
  readonly documents: readonly DocumentVector[]
  readonly files: readonly FileVector[]
}
export const trusted = json('trusted.json') as { readonly root: string; readonly keys: readonly PublicKey[] }
export const checks = json('check-license.json') as readonly CheckVector[]
export const activationKeys = json('activation-keys.json') as ActivationKeyVectors

export function bytesOf(file: string): Buffer {
  return readFileSync(join(DIRECTORY, file))
}

export function textOf(file: string): string {
  return bytesOf(file).toString('utf8')
}

/** Verifies a document of any type against what the vectors' verifier trusts. */
export async function outcomeOf(
  type: DocumentType,
  jws: string,
  cryptography?: Cryptography,
  root?: string,
): Promise<'valid' | DocumentRefusal> {
  const result = await verifyAny(type, jws, cryptography, root)
  return result.ok ? 'valid' : result.error
}

function verifyAny(type: DocumentType, jws: string, cryptography?: Cryptography, root?: string) {
  if (type === 'hostRequest') return verifyHostRequest(jws, cryptography)
  if (type === 'keySet') return verifyKeySet(jws, root ?? null, cryptography)
  return verifyDocument(type, jws, trusted.keys, cryptography)
}

function json(file: string): unknown {
  return JSON.parse(textOf(file))
}
