import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createGzip } from 'node:zlib'

const run = promisify(execFile)
const STARTS = 9

/** Size of a file as it is downloaded. */
export async function gzipBytes(path: string): Promise<number> {
  let sizeBytes = 0
  for await (const chunk of createReadStream(path).pipe(createGzip()) as AsyncIterable<Buffer>)
    sizeBytes += chunk.length
  return sizeBytes
}

/** How long a program takes from its start to its end, as a median; beside it, Node itself doing nothing, taken in turn. */
export async function startUp(program: string, node: string, args: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-start-'))
  const env = { LATCHKEY_STORE: join(folder, 'store'), HOME: folder }
  const ours: number[] = []
  const bare: number[] = []
  try {
    // The first start makes the device key, and reads everything from the disk.
    await timed(program, args, env)
    for (let i = 0; i < STARTS; i++) {
      bare.push(await timed(node, ['-e', '0'], {}))
      ours.push(await timed(program, args, env))
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return { ms: median(ours), bareMs: median(bare), ratio: median(ours) / median(bare) }
}

async function timed(program: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const from = performance.now()
  await run(program, args, { env })
  return performance.now() - from
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
