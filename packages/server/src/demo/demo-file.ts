import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { type DataFolder, writePrivateFile } from '../cli/data-folder.ts'

/** What the demo must remember to print the same at every start. Only the demo writes it; it lies beside the data it is about. */
export const demoFile = z.strictObject({
  /** Passphrases of the demo's people, by username. */
  passphrases: z.record(z.string(), z.string()),
  /** Ids of the demo's members of staff, by username. */
  staff: z.record(z.string(), z.string()),
  /** Ids of the demo's keys, by order number; empty until everything is loaded. */
  keys: z.record(z.string(), z.string()),
})
export type DemoFile = z.output<typeof demoFile>

/** What an earlier start wrote; null on the first one. */
export function readDemoFile({ demo }: DataFolder): DemoFile | null {
  return existsSync(demo) ? demoFile.parse(JSON.parse(readFileSync(demo, 'utf8'))) : null
}

export function writeDemoFile({ path, demo }: DataFolder, content: DemoFile): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  writePrivateFile(demo, `${JSON.stringify(content, null, 2)}\n`)
}
