import type { TerminalDriver } from '../../packages/wizard/test/terminal-driver.ts'
import type { Person } from './vendor.ts'

/** What a reader of KB1023 does at the wizard's screens, in the article's words. Each step is checked on the screen. */
export interface Screens {
  /** Waits until the wizard has ended by itself. */
  exited(): Promise<{ readonly exitCode: number | null }>
  /** Waits until a step is the current one. */
  step(step: 1 | 2 | 3 | 4): Promise<string>
  select(label: string): Promise<void>
  check(label: string): Promise<void>
  enter(field: string, text: string): Promise<void>
  /** Changes the Action of every license on the screen. */
  changeActions(action: string): Promise<void>
  click(button: string): Promise<void>
  /**
   * Clicks "Next >" until a step is the current one: where something is about to be changed, the first click only says what. Gives back what the
   * screen said before the last click.
   */
  nextTo(step: 3 | 4): Promise<string>
  see(text: string | RegExp): Promise<string>
}

const FOCUS = '❯'
const BUSY = '◌'
const STOPS_MAX = 40
const LOOKS_MAX = 1_500

export function atScreens(terminal: TerminalDriver): Screens {
  /** The screen when it is whole: drawn to its last line, with a focus on it, waiting for nothing, and the same at two looks. */
  const settled = async (unlike: string | null = null) => {
    let seen = ''
    for (let look = 0; look < LOOKS_MAX; look++) {
      const now = terminal.screen()
      const isWhole = now.includes(FOCUS) && !now.includes(BUSY) && (now.split('\n').at(-1) ?? '').startsWith('└')
      if (isWhole && now === seen && now !== unlike) return now
      seen = now
      await pause()
    }
    return terminal.screen()
  }
  const lineInFocus = async () => (await settled()).split('\n').find((line) => line.includes(FOCUS)) ?? ''
  const pressAndSee = async (pressed: 'tab' | 'space') => {
    const before = await settled()
    await terminal.press(pressed)
    await settled(before)
  }
  const focus = async (isThere: (line: string) => boolean, what: string) => {
    for (let stop = 0; stop < STOPS_MAX; stop++) {
      if (isThere(await lineInFocus())) return
      await pressAndSee('tab')
    }
    throw new Error(`nothing to focus reads "${what}":\n${terminal.screen()}`)
  }
  const focusButton = (button: string) => focus((line) => line.includes(`${FOCUS}[${button}]`), button)
  return {
    exited: () => terminal.exited(),
    async click(button) {
      await focusButton(button)
      await terminal.press('enter')
    },
    async nextTo(step) {
      for (let clicks = 0; clicks < 2; clicks++) {
        await focusButton('Next >')
        const outlook = await settled()
        await terminal.press('enter')
        if ((await settled(outlook)).includes(`Step ${step} of 4 (Current)`)) return outlook
      }
      throw new Error(`Next > does not lead to step ${step}:\n${terminal.screen()}`)
    },
    // A screen that waits for the server shows its title too; its buttons come when it is done.
    step: (step) => terminal.waitFor(new RegExp(`Step ${step} of 4 \\(Current\\)[^]*\\[(?:Next >|Restart|Cancel)\\]`)),
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
      const rows = (await settled()).match(/Action: /g)?.length ?? 0
      for (let row = 0; row < rows; row++) {
        await focus((line) => line.includes('Action:') && !line.includes(`(*) ${action}`), 'Action:')
        for (let option = 0; option < 4 && !(await lineInFocus()).includes(`(*) ${action}`); option++)
          await pressAndSee('space')
      }
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

function pause(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, 10))
}
