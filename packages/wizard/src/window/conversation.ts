import { setImmediate as sent } from 'node:timers/promises'
import type { Refusal } from '@latchkey/core/refusals'
import type { Result } from '@latchkey/core/result'
import type { Engine } from '@latchkey/host/engine'
import { perform, repairPc } from '../flow/perform.ts'
import { readPc } from '../flow/read-pc.ts'
import type { Input, Screen } from '../flow/screen.ts'
import { screenOf } from '../flow/screen-of.ts'
import { type Effect, type FlowState, openFlow, openShut, type Report } from '../flow/state.ts'
import type { Tools } from '../flow/tools.ts'
import { begin, update } from '../flow/update.ts'
import { w } from '../words.ts'

/** The flow as a window runs it: one state, whoever looks at it; inputs in their order, one effect at a time. */
export interface Conversation {
  screen(): Screen
  /** Does what the person did. Never throws what they typed. */
  receive(input: Input): void
  /** Calls with each new screen until the returned function is called. */
  watch(show: () => void): () => void
  isBusy(): boolean
  /** Whether what is typed now counts. */
  mayType(): boolean
  /** Comes true when the person has left; throws what is a defect of this program. */
  readonly left: Promise<void>
  /** Why the licenses of this PC are not open; null once they are. */
  shutBy(): Refusal | null
  /** Closes what it has opened itself. */
  close(): Promise<void>
}

/** What the window begins with: the licenses of this PC, or why they cannot be opened. */
export interface ConversationDeps extends Omit<Tools, 'engine'> {
  readonly opened: Result<Engine, Refusal>
  /** Tries once more to open them. */
  readonly open: () => Promise<Result<Engine, Refusal>>
}

/** Shows what this PC holds at once, then finishes or undoes what was begun last time. */
export async function openConversation(deps: ConversationDeps): Promise<Conversation> {
  const licenses = openLicenses(deps)
  const watchers = new Set<() => void>()
  const { promise: left, resolve: leave, reject: fail } = Promise.withResolvers<void>()
  let state = await openedFlow(deps)
  let underWay: Effect | 'repair' | null = licenses.tools() === null ? null : 'repair'

  const show = (next: FlowState) => {
    state = next
    for (const watcher of watchers) watcher()
    if (state.place === 'exited') leave()
  }
  const run = async (first: Effect) => {
    let effect: Effect | null = first
    while (effect !== null) {
      underWay = effect
      show(begin(state, effect.type))
      // What is under way is told before it is done: the first request loads what it needs, in which nothing else would get out.
      await sent()
      const tools = licenses.tools()
      const report = tools === null ? await licenses.openAgain() : await perform(tools, effect)
      underWay = null
      const turn = update(state, report)
      effect = turn.effect
      show(turn.state)
    }
  }
  const repair = async (tools: Tools) => {
    const pc = await repairPc(tools)
    underWay = null
    show(openFlow(pc))
  }
  const tools = licenses.tools()
  if (tools !== null) repair(tools).catch(fail)
  left.catch(() => undefined)
  return {
    left,
    shutBy: licenses.shutBy,
    close: licenses.close,
    isBusy: () => underWay !== null,
    mayType: () => underWay === null || allowsTyping(underWay),
    screen: () => (underWay === 'repair' ? { ...screenOf(state), busy: w.busy.repair } : screenOf(state)),
    watch(watcher) {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    receive(input) {
      if (underWay !== null && !(input.type === 'set' && allowsTyping(underWay))) return
      const turn = update(state, input)
      if (underWay !== null) return show({ ...turn.state, busy: state.busy })
      if (turn.effect === null) return show(turn.state)
      state = turn.state
      run(turn.effect).catch(fail)
    },
  }
}

/** The licenses of this PC, open or not yet. */
function openLicenses({ opened, open, ...others }: ConversationDeps) {
  let refused = opened.ok ? null : opened.error
  let tools: Tools | null = opened.ok ? { ...others, engine: opened.value } : null
  return {
    tools: () => tools,
    shutBy: () => refused,
    async openAgain(): Promise<Report> {
      const again = await open()
      refused = again.ok ? null : again.error
      if (!again.ok) return { type: 'refused', session: null, refusal: again.error }
      tools = { ...others, engine: again.value }
      return perform(tools, { type: 'reload' })
    },
    // What was open from the start is closed by whoever opened it.
    close: async () => (opened.ok ? undefined : tools?.engine.close()),
  }
}

async function openedFlow({ opened, ...others }: ConversationDeps): Promise<FlowState> {
  if (!opened.ok) return openShut(opened.error)
  const pc = await readPc({ ...others, engine: opened.value })
  return openFlow({ ...pc, repaired: [], repairRefusal: null })
}

/**
 * What is pressed while nobody can see what it would do must do nothing. Typing may go on while something is looked up: what comes
 * back counts only for the proof it was asked for.
 */
function allowsTyping(effect: Effect | 'repair'): boolean {
  return effect !== 'repair' && effect.type === 'look-up' && effect.purpose !== 'proceed'
}
