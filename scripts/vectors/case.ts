import type { DocumentRefusal } from '@latchkey/license-file/document-refusals'
import type { VectorType } from './forge.ts'

/** One file of the vectors and what a verifier must say of it. */
export interface Case {
  readonly name: string
  readonly type: VectorType
  readonly expected: 'valid' | DocumentRefusal
  /** What is special about it, in a few words. */
  readonly about: string
  readonly content: string | Buffer
  /** Key sets only: the thumbprint of the root that the verifier has pinned; absent for first contact. */
  readonly root?: string | undefined
}

/** A row of a table of cases, without its name and type. */
export type Row = readonly [name: string, expected: Case['expected'], about: string, content: string | Buffer]

/** Makes cases of one type; the type stands first in the name. */
export function casesOf(type: VectorType, rows: readonly Row[], root?: string): readonly Case[] {
  const prefix = type.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return rows.map(([name, expected, about, content]) => ({
    name: `${prefix}-${name}`,
    type,
    expected,
    about,
    content,
    root,
  }))
}
