import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { BLOB_NAME } from './blob.ts'
import { FUSE } from './fuse.ts'

const run = promisify(execFile)
const POSTJECT = fileURLToPath(import.meta.resolve('postject/dist/cli.js'))

/** Puts the blob into the ELF or Mach-O program at `path`, in place. A process of its own: postject takes over exceptions. */
export async function inject(path: string, blob: string): Promise<void> {
  const args = [
    POSTJECT,
    path,
    BLOB_NAME,
    blob,
    '--sentinel-fuse',
    FUSE,
    '--macho-segment-name',
    'NODE_SEA',
    '--overwrite',
  ]
  await run(process.execPath, args)
}
