import { TITLES } from '../../labels.ts'
import { w } from '../../words.ts'
import type { ScreenParts } from '../screen.ts'
import type { FlowState } from '../state.ts'
import { newlyAssociated } from './licenses.ts'
import { button, good, plain } from './parts.ts'

/** "Do you want to exit?" Yes / No. What Step 2 has associated stays, and is told once more. */
export function exitScreen(state: FlowState): ScreenParts {
  const products = state.associated === null ? [] : newlyAssociated(state.associated)
  return {
    name: 'exit',
    title: TITLES.exit,
    step: null,
    lines: [
      ...(state.associated === null || products.length === 0
        ? []
        : [good(w.exitAfterAssociation(products, state.associated.account))]),
      plain(w.exitLosesNothing),
    ],
    controls: [],
    outlook: [],
    buttons: [button('yes'), button('no')],
    enter: 'yes',
    escape: 'no',
    summary: w.bye,
  }
}
