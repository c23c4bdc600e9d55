import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach } from 'vitest'

const MAIN = fileURLToPath(new URL('../../bin/latchkey.js', import.meta.url))

export interface Ran {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | null
}

export interface RunOptions {
  readonly data?: string
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly cwd?: string
}

const folders: string[] = []
const running: RunningLatchkey[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.kill()))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-cli-'))
  folders.push(folder)
  return folder
}

/** Runs a command to its end. */
export function latchkey(words: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = spawnLatchkey(words, options)
  child.stdin.end(options.stdin ?? '')
  return ended(child)
}

export interface RunningLatchkey {
  /** The first line of stdout. */
  readonly firstLine: string
  /** Sends SIGTERM and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Ran>
  kill(): Promise<Ran>
  /** Resolves when it has ended, by itself or not. */
  readonly ended: Promise<Ran>
}

/** Starts a command that runs until it is stopped; resolves with its first line of JSON. */
export async function startLatchkey(
  words: readonly string[],
  options: RunOptions = {},
): Promise<RunningLatchkey & { readonly answer: Record<string, unknown> & { readonly url: string } }> {
  const child = spawnLatchkey([...words, '--json'], options)
  child.stdin.end()
  const end = ended(child)
  const firstLine = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk: string) => {
      text += chunk
      const [line, rest] = text.split('\n', 2)
      if (rest !== undefined && line !== undefined) resolve(line)
    })
    void end.then(({ stderr, exitCode }) => reject(new Error(`ended with ${exitCode}: ${stderr}`)))
  })
  const started = {
    firstLine,
    ended: end,
    answer: JSON.parse(firstLine),
    stop: (signal: NodeJS.Signals = 'SIGTERM') => {
      child.kill(signal)
      return end
    },
    kill: () => {
      child.kill('SIGKILL')
      return end
    },
  }
  running.push(started)
  return started
}

function spawnLatchkey(words: readonly string[], { data, env, cwd }: RunOptions) {
  const child = spawn(process.execPath, [MAIN, ...words], {
    cwd: cwd ?? tmpdir(),
    env: {
      PATH: process.env['PATH'],
      LATCHKEY_PORT: '0',
      LATCHKEY_LOG: 'warn',
      ...(data === undefined ? {} : { LATCHKEY_DATA: data }),
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdout.setEncoding('utf8')
  child.stderr.setEncoding('utf8')
  return child
}

async function ended(child: ReturnType<typeof spawnLatchkey>): Promise<Ran> {
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: string) => (stdout += chunk))
  child.stderr.on('data', (chunk: string) => (stderr += chunk))
  // A command that refuses before it reads closes its end of stdin first.
  child.stdin.on('error', () => {})
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { stdout, stderr, exitCode }
}
