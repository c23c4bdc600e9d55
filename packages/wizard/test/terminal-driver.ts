import { createRequire } from 'node:module'
import path from 'node:path'
import { spawn } from '@lydell/node-pty'
import type { Terminal as Emulator } from '@xterm/headless'

const require = createRequire(import.meta.url)
const emulators = require('@xterm/headless') as { readonly Terminal: typeof Emulator }

/**
 * Drives a program as a person at a terminal does: a real pseudo-terminal, a real screen (xterm), keys pressed one after another.
 * It never sleeps: `waitFor` resolves as soon as the screen shows the text, and fails with the screen in its message.
 *
 * ```ts
 * await using wizard = openTerminal({ args: [wizardMain], env })
 * await wizard.waitFor('Step 1 of 4 (Current)')
 * await wizard.press('down', 'enter')
 * await wizard.waitFor('Step 2 of 4 (Current)')
 * await wizard.type('maria')
 * const { exitCode } = await wizard.exited()
 * ```
 */
export interface TerminalDriver extends AsyncDisposable {
  readonly pid: number
  /** Waits until the screen matches, and gives the screen back as it was then. Matches what is on the screen already. */
  waitFor(text: string | RegExp, options?: { readonly timeoutMs?: number }): Promise<string>
  /** Waits until the screen no longer matches. */
  waitForGone(text: string | RegExp, options?: { readonly timeoutMs?: number }): Promise<string>
  /** Presses keys in order. */
  press(...keys: readonly KeyName[]): Promise<void>
  /** Types text, character by character. */
  type(text: string): Promise<void>
  /** Pastes text in one piece; bracketed when the program asked for that, as terminals do. */
  paste(text: string): Promise<void>
  /** What stands on the visible screen now, one line per row, trailing blanks cut. */
  screen(): string
  /** Everything since the start: what has scrolled away, then the screen. */
  transcript(): string
  resize(columns: number, rows: number): void
  /** Ends the program at once, as a power cut would (SIGKILL), or by another signal. */
  kill(signal?: string): void
  /** Waits for the program's own end. */
  exited(options?: { readonly timeoutMs?: number }): Promise<{ readonly exitCode: number; readonly signal: number }>
}

export interface TerminalOptions {
  /** Arguments of Node: the script, then its own. */
  readonly args: readonly string[]
  /** The whole environment of the program; nothing of ours is handed on but what running Node needs. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Program to run; this Node by default. */
  readonly file?: string
  readonly columns?: number
  readonly rows?: number
  /** How long a wait may take; 20 s by default: a bound for a hanging program, not a measure. */
  readonly timeoutMs?: number
}

const KEYS = {
  enter: '\r',
  tab: '\t',
  'shift+tab': '\u001B[Z',
  up: '\u001B[A',
  down: '\u001B[B',
  right: '\u001B[C',
  left: '\u001B[D',
  home: '\u001B[H',
  end: '\u001B[F',
  space: ' ',
  backspace: '\u007F',
  delete: '\u001B[3~',
  esc: '\u001B',
  'ctrl+c': '\u0003',
  'ctrl+u': '\u0015',
} as const

type KeyName = keyof typeof KEYS

/** The command's entry, to be given as first of `args`. */
export const wizardMain = path.resolve(import.meta.dirname, '../bin/license-wizard.js')

const TIMEOUT_MS = 60_000

interface Waiter {
  readonly isMet: () => boolean
  readonly met: () => void
}

/** Starts a program in a new terminal. Dispose of it (`await using`) to be sure that nothing is left running. */
export function openTerminal(options: TerminalOptions): TerminalDriver {
  const columns = options.columns ?? 80
  const rows = options.rows ?? 24
  const emulator = new emulators.Terminal({ cols: columns, rows, scrollback: 10_000, allowProposedApi: true })
  const pty = spawn(options.file ?? process.execPath, [...options.args], {
    name: 'xterm-256color',
    cols: columns,
    rows,
    cwd: options.cwd ?? process.cwd(),
    env: { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', TERM: 'xterm-256color', TZ: 'UTC', ...options.env },
  })
  const waiters = new Set<Waiter>()
  const tell = () => {
    for (const waiter of waiters) if (waiter.isMet()) waiter.met()
  }
  let end: { readonly exitCode: number; readonly signal: number } | null = null
  pty.onData((data) => emulator.write(data, tell))
  // What the terminal itself answers (cursor reports and the like).
  emulator.onData((data) => pty.write(data))
  pty.onExit(({ exitCode, signal }) => {
    // The last output may still be on its way through the emulator: its end is told after it.
    emulator.write('', () => {
      end = { exitCode, signal: signal ?? 0 }
      tell()
    })
  })

  const linesFrom = (first: number) => {
    const buffer = emulator.buffer.active
    const lines: string[] = []
    for (let row = first; row < buffer.baseY + emulator.rows; row++) {
      lines.push(buffer.getLine(row)?.translateToString(true) ?? '')
    }
    return lines.join('\n').trimEnd()
  }
  const screen = () => linesFrom(emulator.buffer.active.baseY)
  const matches = (text: string | RegExp) => (typeof text === 'string' ? screen().includes(text) : text.test(screen()))

  const wait = async (what: string, isMet: () => boolean, timeoutMs = options.timeoutMs ?? TIMEOUT_MS) => {
    if (isMet()) return
    await new Promise<void>((resolve, reject) => {
      const waiter: Waiter = {
        isMet: () => isMet() || end !== null,
        met: () => settle(isMet() ? null : 'it has ended'),
      }
      const timer = setTimeout(() => settle(`it took longer than ${timeoutMs} ms`), timeoutMs)
      const settle = (problem: string | null) => {
        clearTimeout(timer)
        waiters.delete(waiter)
        if (problem === null) resolve()
        else reject(new Error(`waited for ${what}, but ${problem}. The screen:\n${screen()}`))
      }
      waiters.add(waiter)
      if (waiter.isMet()) waiter.met()
    })
  }

  return {
    pid: pty.pid,
    async waitFor(text, { timeoutMs } = {}) {
      await wait(`"${text}"`, () => matches(text), timeoutMs)
      return screen()
    },
    async waitForGone(text, { timeoutMs } = {}) {
      await wait(`"${text}" to be gone`, () => !matches(text), timeoutMs)
      return screen()
    },
    async press(...keys) {
      for (const key of keys) pty.write(KEYS[key])
    },
    async type(text) {
      for (const character of text) pty.write(character)
    },
    async paste(text) {
      pty.write(emulator.modes.bracketedPasteMode ? `\u001B[200~${text}\u001B[201~` : text)
    },
    screen,
    transcript: () => linesFrom(0),
    resize(newColumns, newRows) {
      emulator.resize(newColumns, newRows)
      pty.resize(newColumns, newRows)
    },
    kill: (signal = 'SIGKILL') => pty.kill(signal),
    async exited({ timeoutMs } = {}) {
      await wait('the end of the program', () => end !== null, timeoutMs)
      if (end === null) throw new Error('unreachable: the wait has ended')
      return end
    },
    async [Symbol.asyncDispose]() {
      if (end === null) pty.kill('SIGKILL')
      await wait('the end of the killed program', () => end !== null)
      emulator.dispose()
    },
  }
}
