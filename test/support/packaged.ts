import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** What a License Wizard in one file is given, and nothing else: no PATH, no HOME, no Node, an empty folder to stand in. */
export interface Place {
  readonly program: string
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
}

export interface PackagedEnd {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

const BOUND_MS = 120_000

/** Runs it to its end. */
export function runPackaged(at: Place, args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const cwd = emptyFolder(at)
  return new Promise<PackagedEnd>((resolve) => {
    const options = { cwd, env: { ...at.env, ...more }, timeout: BOUND_MS }
    const child = execFile(at.program, args, options, (_, stdout, stderr) => {
      resolve({ exitCode: child.exitCode, stdout, stderr })
    })
    child.stdin?.end()
  })
}

/** Opens its window; gives the address that it prints. */
export async function openPackaged(at: Place): Promise<AsyncDisposable & { readonly url: string }> {
  const child: ChildProcess = spawn(at.program, ['--print-url'], {
    cwd: emptyFolder(at),
    env: { ...at.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const printed = once(child.stdout ?? child, 'data') as Promise<[Buffer]>
  const first = await Promise.race([printed, exited])
  const url = String(first[0]).trim()
  if (!url.startsWith('http')) throw new Error(`the wizard ended: ${stderr}`)
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

function emptyFolder({ folder }: Place): string {
  const cwd = join(folder, 'empty')
  mkdirSync(cwd, { recursive: true })
  return cwd
}
