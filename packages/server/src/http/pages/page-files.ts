import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** One built file of the pages, as `scripts/build-pages.ts` lists it. */
export interface PageFile {
  /** Path of the plain file; its packed forms lie beside it, as `.br` and `.gz`. */
  readonly path: string
  readonly type: string
  readonly etag: string
  readonly packed: boolean
}

/** The built pages by the path they are asked for: what is not in here cannot be asked for. */
export type PageFiles = ReadonlyMap<string, PageFile>

const listing = z.object({
  files: z.record(z.string(), z.object({ type: z.string(), etag: z.string(), packed: z.boolean() })),
})

/** Reads which pages there are; null when they were never built. */
export function readPageFiles(folder: string): PageFiles | null {
  const list = join(folder, 'pages.json')
  if (!existsSync(list)) return null
  const { files } = listing.parse(JSON.parse(readFileSync(list, 'utf8')))
  return new Map(Object.entries(files).map(([url, file]) => [url, { ...file, path: join(folder, url) }]))
}
