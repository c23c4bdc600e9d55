import type { Engine } from '@latchkey/host/engine'
import { perform, repairPc } from '../flow/perform.ts'
import { readPc } from '../flow/read-pc.ts'
import type { Screen } from '../flow/screen.ts'
import { screenOf } from '../flow/screen-of.ts'
import { type FlowState, openFlow, type Report, type Turn } from '../flow/state.ts'
import type { Tools } from '../flow/tools.ts'
import { begin, update } from '../flow/update.ts'
import type { Input } from '../flow/screen.ts'
import { TITLES } from '../labels.ts'
import { w } from '../words.ts'
import { drawKept, drawLeft, drawScreen, type Look } from './draw.ts'
import { formFor, type FormState, react } from './form.ts'
import { type Keyboard, openKeyboard, type KeyInput } from './keyboard.ts'
import { openCanvas, type Canvas, type CanvasOutput } from './canvas.ts'
import { paintFor, signsFor } from './paint.ts'

export interface Terminal {
  readonly input: KeyInput
  readonly output: CanvasOutput
  readonly color: boolean
  readonly unicode: boolean
}

/** Exit code of a program ended by Ctrl+C, as shells have it. */
const INTERRUPTED = 130

/** Runs the License Wizard in a terminal until it is closed. Gives the exit code. */
export async function runWizard(engine: Engine, terminal: Terminal, tools: Omit<Tools, 'engine'>): Promise<number> {
  const canvas = openCanvas(terminal.output)
  const keyboard = openKeyboard(terminal.input)
  const look = (): Look => ({
    columns: canvas.columns(),
    rows: canvas.rows(),
    paint: paintFor(terminal.color),
    signs: signsFor(terminal.unicode),
  })
  const { begin: beginSign, bar } = signsFor(terminal.unicode)
  try {
    canvas.write([`${beginSign}  ${TITLES.wizard}`, bar])
    return await Promise.race([
      converse({ tools: { engine, ...tools }, canvas, keyboard, look }),
      interruption(keyboard),
    ])
  } finally {
    canvas.close()
    keyboard.close()
  }
}

interface Face {
  readonly tools: Tools
  readonly canvas: Canvas
  readonly keyboard: Keyboard
  readonly look: () => Look
}

async function converse(face: Face): Promise<number> {
  let state = await openWithRepair(face)
  let form = formFor(screenOf(state), null)
  while (state.place !== 'exited') {
    const screen = screenOf(state)
    form = formFor(screen, form)
    face.canvas.show(drawScreen(screen, form, face.look()))
    const key = await nextKeyOrResize(face)
    if (key === 'resized') continue
    const reaction = react(screen, form, key)
    form = reaction.form
    for (const input of reaction.inputs) state = await step(face, state, input, form)
  }
  face.canvas.show([])
  face.canvas.write([...drawKept(screenOf(state), face.look()), `${face.look().signs.end}  ${w.bye}`])
  return 0
}

/** Shows what this PC holds at once, then finishes or undoes what was begun last time. */
async function openWithRepair({ tools, canvas, look }: Face): Promise<FlowState> {
  const pc = { ...(await readPc(tools)), repaired: [], repairRefusal: null }
  const opened = { ...screenOf(openFlow(pc)), busy: w.busy.repair }
  canvas.show(drawScreen(opened, formFor(opened, null), look()))
  return openFlow(await repairPc(tools))
}

/** One thing the person did, and everything the engine does for it. */
async function step(face: Face, state: FlowState, input: Input, form: FormState): Promise<FlowState> {
  let turn: Turn = update(state, input)
  while (turn.effect !== null) {
    const busy = begin(turn.state, turn.effect.type)
    const screen = screenOf(busy)
    face.canvas.show(drawScreen(screen, formFor(screen, form), face.look()))
    const report: Report = await perform(face.tools, turn.effect)
    // Keys pressed while nobody could see what they would do must do nothing.
    face.keyboard.forget()
    turn = update(busy, report)
  }
  leaveBehind(face, screenOf(state), turn.state, input)
  return turn.state
}

/** What stays in the terminal of a screen that is left: its sum when the way leads on, all of a result, nothing on the way back. */
function leaveBehind({ canvas, look }: Face, left: Screen, state: FlowState, input: Input): void {
  if (state.place === left.name || input.type !== 'press') return
  if (left.name === 'result' || left.name === 'support-sent') {
    canvas.show([])
    canvas.write(drawKept(left, look()))
  } else if (input.name === left.enter && left.name !== 'exit') {
    canvas.show([])
    canvas.write(drawLeft(left, look()))
  }
}

async function nextKeyOrResize({ canvas, keyboard }: Face) {
  return await Promise.race([keyboard.next(), canvas.resized()])
}

async function interruption(keyboard: Keyboard): Promise<number> {
  return await new Promise((resolve) => {
    keyboard.onInterrupt(() => resolve(INTERRUPTED))
  })
}
