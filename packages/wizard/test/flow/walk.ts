import type { Engine } from '@latchkey/host/engine'
import { perform, repairPc } from '../../src/flow/perform.ts'
import { type Input, type LicenseLine, type Screen, textsOf, textsOfNote } from '../../src/flow/screen.ts'
import { screenOf } from '../../src/flow/screen-of.ts'
import { type FlowState, openFlow } from '../../src/flow/state.ts'
import type { Files, Settings } from '../../src/flow/tools.ts'
import { begin, update } from '../../src/flow/update.ts'
import { useLanguage } from '../../src/language.ts'
import { isLocale } from '@latchkey/words/locales'

/** Walks through the flow as a face would, without drawing anything. */
export interface Walk {
  state(): FlowState
  screen(): Screen
  set(name: string, value: string | boolean): void
  /** The same where something is done at once, as when a language is chosen. */
  setAndWait(name: string, value: string): Promise<void>
  leave(name: string): Promise<void>
  press(name: string): Promise<Screen>
  /** Picks or drops a file. */
  drop(name: string, content?: string | null): Promise<Screen>
  /** Chooses an action for the row of a product. */
  choose(product: string, action: string): void
  row(product: string): LicenseLine
  rows(): readonly LicenseLine[]
  /** All texts above and below the controls. */
  words(): string
}

/** What the Note of a row says, in one line. */
export const noteOf = (row: LicenseLine) => textsOfNote(row).join(' ')

/** Speaks; keeps nothing. */
export const NO_SETTINGS: Settings = {
  speak: async (tag) => {
    if (isLocale(tag)) await useLanguage(tag)
  },
  keepConnection: () => undefined,
  settingsRefusal: () => null,
}

/** A person without files of their own. */
const NO_FILES: Files = {
  suggest: (name, ending) => `/home/maria/Downloads/${name}.${ending}`,
  full: (path) => path,
  isThere: () => false,
}

export async function openWalk(
  engine: Engine,
  settings: Settings = NO_SETTINGS,
  files: Files = NO_FILES,
): Promise<Walk> {
  let state = openFlow(await repairPc({ engine, ...settings }))
  const send = async (input: Input) => {
    let turn = update(state, input)
    while (turn.effect !== null) {
      const busy = begin(turn.state, turn.effect.type)
      turn = update(busy, await perform({ engine, files, ...settings }, turn.effect))
    }
    state = turn.state
  }
  const rows = () => screenOf(state).controls.flatMap((control) => (control.kind === 'licenses' ? control.rows : []))
  const row = (product: string) => {
    const found = rows().find(({ cells }) => cells.product === product)
    if (found === undefined) throw new Error(`no row of ${product}`)
    return found
  }
  return {
    state: () => state,
    screen: () => screenOf(state),
    set: (name, value) => {
      state = update(state, { type: 'set', name, value }).state
    },
    setAndWait: async (name, value) => await send({ type: 'set', name, value }),
    leave: async (name) => await send({ type: 'leave', name }),
    press: async (name) => {
      await send({ type: 'press', name })
      return screenOf(state)
    },
    drop: async (name, content = '') => {
      await send({ type: 'file', name: 'response', fileName: name, content })
      return screenOf(state)
    },
    choose: (product, action) => {
      const { action: choice } = row(product)
      if (choice === null) throw new Error(`nothing to choose for ${product}`)
      state = update(state, { type: 'set', name: choice.name, value: action }).state
    },
    row,
    rows,
    words: () => {
      const { lines, outlook } = screenOf(state)
      return [...lines, ...outlook]
        .flatMap(textsOf)
        .map(({ text }) => text)
        .join('\n')
    },
  }
}

/** Step 2 of Activate, Step 3 of Manage: types a proof. */
export function typeProof(walk: Walk, proof: { readonly account?: 'maria' | 'otto'; readonly key?: string }): void {
  walk.set('mode', proof.account === undefined ? 'key' : 'account')
  if (proof.account !== undefined) {
    walk.set('username', proof.account)
    walk.set('password', proof.account === 'maria' ? 'correct horse battery' : 'staple staple staple')
    walk.set('hasKey', proof.key !== undefined)
  }
  if (proof.key !== undefined) walk.set('key', proof.key)
}
