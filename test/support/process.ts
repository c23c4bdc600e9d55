import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'

export interface Ended {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** How long any process of a test may take: a bound for a hanging one, not a measure. */
const BOUND_MS = 120_000

/** Runs this Node on a script to its end; standard input is given whole and closed. */
export async function run(
  args: readonly string[],
  { env = {}, input = '' }: { readonly env?: Readonly<Record<string, string>>; readonly input?: string } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, args, {
    env: surroundings(env),
    stdio: 'pipe',
    timeout: BOUND_MS,
    killSignal: 'SIGKILL',
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  child.stdin.on('error', () => undefined).end(input)
  const [exitCode, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return { exitCode, signal, ...output }
}

/** Hundreds of short processes load the same modules: kept compiled, they cost half. */
const compileCache = resolve(import.meta.dirname, '../../node_modules/.cache/latchkey-test')

/** The environment of a test's process: what running Node needs, and what the test sets; nothing of the developer's own. */
export function surroundings(env: Readonly<Record<string, string>>): Record<string, string> {
  return {
    NODE_COMPILE_CACHE: compileCache,
    PATH: process.env['PATH'] ?? '',
    HOME: '/nonexistent',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    NO_COLOR: '1',
    ...env,
  }
}
