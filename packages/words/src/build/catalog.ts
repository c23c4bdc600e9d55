import { readFileSync } from 'node:fs'
import { formatter } from '@lingui/format-po'
import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage'
import type { Locale } from '../locales.ts'

/** One entry of a catalog. */
export interface Entry {
  readonly id: string
  readonly message: string
  readonly translation: string
  /** The files that hold it, from the root of the repository. */
  readonly files: readonly string[]
}

export function pathOfCatalog(locale: Locale): string {
  return new URL(`../../locales/${locale}.po`, import.meta.url).pathname
}

/** The entries of a language. */
export async function readCatalog(locale: Locale): Promise<readonly Entry[]> {
  const path = pathOfCatalog(locale)
  const context = { locale, sourceLocale: 'en', filename: path }
  const entries = await formatter({ lineNumbers: false }).parse(readFileSync(path, 'utf8'), context)
  return Object.entries(entries).map(([id, { message = '', translation = '', origin = [] }]) => ({
    id,
    message,
    translation,
    files: origin.map(([file]) => file),
  }))
}

/** What runs without a build step: wizard and core, whose words the server says too. By the English text. */
export function nodeCatalog(entries: readonly Entry[], locale: Locale): Readonly<Record<string, unknown>> {
  const spoken = entries.filter(({ files }) => files.some((file) => !isOfPages(file)))
  const compiled = spoken.map(
    (entry) => [entry.message, isOfCore(entry) ? entry.translation : compiledOf(entry)] as const,
  )
  // Its own English is what a program says anyway.
  return Object.fromEntries(compiled.filter(([message, said]) => locale !== 'en' || message !== said))
}

/** What the pages say, or only what they share, by the ids that Lingui's macros give; for Lingui's runtime. */
export function pagesCatalog(entries: readonly Entry[], which: 'all' | 'shared'): Readonly<Record<string, unknown>> {
  const isSpoken = which === 'all' ? isOfPages : isShared
  const spoken = entries.filter(({ files }) => files.some(isSpoken))
  return Object.fromEntries(spoken.map(({ id, translation }) => [id, compileMessageOrThrow(translation)]))
}

/** What core says, its refusals, by their English texts; core fills them. */
export function refusalsCatalog(entries: readonly Entry[]): Readonly<Record<string, string>> {
  return Object.fromEntries(entries.filter(isOfCore).map(({ message, translation }) => [message, translation]))
}

/** Core fills its own placeholders, `{hostName|another PC}`. */
function isOfCore({ files }: Entry): boolean {
  return files.some((file) => file.startsWith('packages/core/'))
}

function isOfPages(file: string): boolean {
  return file.startsWith('packages/web/')
}

/** Of the design system, or of what portal and console have in common. */
function isShared(file: string): boolean {
  return /^packages\/web\/(?:ui|app)\//.test(file)
}

function compiledOf({ translation }: Entry): unknown {
  const pieces = compileMessageOrThrow(translation)
  const [only] = pieces
  return pieces.length === 1 && typeof only === 'string' ? only : pieces
}
