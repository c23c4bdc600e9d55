import type { LocalLicense } from '@latchkey/host/engine'
import type { LicenseFacts, ResponseRow } from '@latchkey/license-file/documents'

/** Licenses in the order of their products' names, so that a row is always found at the same place. */
export function byProduct<T extends LicenseFacts>(licenses: readonly T[]): readonly T[] {
  return licenses.toSorted((a, b) => compare(rankOf(a), rankOf(b)))
}

/** The same for the licenses of a PC; damaged files come last. */
export function localsByProduct(locals: readonly LocalLicense[]): readonly LocalLicense[] {
  return locals.toSorted((a, b) => compare(rankOfLocal(a), rankOfLocal(b)))
}

/** The same for the rows of an answer; those that name no license come last. */
export function rowsByProduct(rows: readonly ResponseRow[]): readonly ResponseRow[] {
  return rows.toSorted((a, b) => compare(rankOfRow(a), rankOfRow(b)))
}

function rankOfRow({ license }: ResponseRow): string {
  return license === null ? '1' : rankOf(license)
}

function rankOf({ productName, keyLast5, id }: LicenseFacts): string {
  return `0 ${productName} ${keyLast5} ${id}`
}

function rankOfLocal(local: LocalLicense): string {
  if (local.state === 'damaged') return `1 ${local.path}`
  return `0 ${local.claims.productName} ${local.claims.keyLast5} ${local.licenseId}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
