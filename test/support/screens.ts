import type { TerminalDriver } from '../../packages/wizard/test/terminal-driver.ts'
import type { Person } from './vendor.ts'

/** What a reader of KB1023 does at the wizard's screens, in the article's words. Each step is checked on the screen. */
export interface Screens {
  readonly terminal: TerminalDriver
  /** Waits until a step is the current one. */
  step(step: 1 | 2 | 3 | 4): Promise<string>
  select(label: string): Promise<void>
  check(label: string): Promise<void>
  enter(field: string, text: string): Promise<void>
  /** Changes the Action of every license on the screen. */
  changeActions(action: string): Promise<void>
  click(button: string): Promise<void>
  see(text: string | RegExp): Promise<string>
}

const FOCUS = '❯'
const STOPS_MAX = 40
const POLLS_MAX = 400

export function atScreens(terminal: TerminalDriver): Screens {
  const focused = () => terminal.screen().split('\n').find((line) => line.includes(FOCUS)) ?? ''
  /** A screen of its own: the focus moves by one stop per key, and the redrawn screen says where it is. */
  const move = async () => {
    const before = terminal.screen()
    await terminal.press('down')
    await changed(before)
  }
  /** Redrawn and whole: a screen that is half written has no focus on it, or goes on changing. */
  const changed = async (before: string) => {
    let seen = before
    for (let poll = 0; poll < POLLS_MAX; poll++) {
      await turnOfEventLoop()
      const now = terminal.screen()
      if (now !== before && now === seen && now.includes(FOCUS)) return
      seen = now
    }
  }
  const focus = async (isThere: (line: string) => boolean, what: string) => {
    for (let stop = 0; stop < STOPS_MAX; stop++) {
      if (isThere(focused())) return
      await move()
    }
    throw new Error(`nothing to focus reads "${what}":\n${terminal.screen()}`)
  }
  return {
    terminal,
    step: (step) => terminal.waitFor(`Step ${step} of 4 (Current)`),
    see: (text) => terminal.waitFor(text),
    async select(label) {
      await focus((line) => line.includes(`) ${label}`), label)
      await terminal.press('space')
      await terminal.waitFor(`(*) ${label}`)
    },
    async check(label) {
      await focus((line) => line.includes(`] ${label}`), label)
      await terminal.press('space')
      await terminal.waitFor(`[x] ${label}`)
    },
    async enter(field, text) {
      await focus((line) => new RegExp(`${FOCUS}\\s+${field}\\s`).test(line), field)
      await terminal.paste(text)
    },
    async changeActions(action) {
      const rows = terminal.screen().match(/Action: /g)?.length ?? 0
      for (let row = 0; row < rows; row++) {
        await focus((line) => line.includes('Action:') && !line.includes(`(*) ${action}`), 'Action:')
        for (let option = 0; option < 4 && !focused().includes(`(*) ${action}`); option++) {
          const before = terminal.screen()
          await terminal.press('space')
          await changed(before)
        }
      }
    },
    async click(button) {
      await focus((line) => line.includes(`${FOCUS}[${button}]`) || line.includes(`${FOCUS} [${button}]`), button)
      await terminal.press('enter')
    },
  }
}

/** Enters what Step 2 of Activate and Step 3 of Manage ask for under "Use my account". */
export async function enterAccount(screens: Screens, person: Person): Promise<void> {
  await screens.select('Use my account')
  await screens.enter('Username', person.username)
  await screens.enter('Password', person.password)
}

/** "Check the "I also have an Activation Key" checkbox and enter in the Action key." (KB1023 1.C) */
export async function enterKeyToo(screens: Screens, key: string): Promise<void> {
  await screens.check('I also have an Activation Key')
  await screens.enter('Activation Key', key)
}

function turnOfEventLoop(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, 10))
}
