import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
}

/** The same on a disk where no file may grow beyond so many KiB: as when it is full, but without the rights to mount one. */
export async function runChildOnFullDisk(
  fileKibMax: number,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const script = `trap '' XFSZ; ulimit -f ${fileKibMax}; exec "$@"`
  return ended('bash', ['-c', script, 'bash', process.execPath, CHILD, ...args], { ...env, PATH: '/usr/bin:/bin' })
}

/** Runs a wizard process to its end, in an environment that holds only what is given. */
export async function runChild(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  return ended(process.execPath, [CHILD, ...args], env)
}

function ended(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, stderr })))
}
