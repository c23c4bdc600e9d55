import { TITLES } from '../../labels.ts'
import { w } from '../../words.ts'
import type { ScreenParts } from '../screen.ts'
import type { FlowState } from '../state.ts'
import { button, plain, problemLines } from './parts.ts'

/** The licenses of this PC cannot be opened: somebody who has double-clicked sees why, and tries again once it is put right. */
export function shutScreen({ problem }: FlowState): ScreenParts {
  return {
    name: 'shut',
    title: TITLES.shut,
    step: null,
    lines: [...problemLines(problem, 'again'), plain(w.shutExplains)],
    controls: [],
    outlook: [],
    withoutHelp: true,
    buttons: [button('again'), button('cancel')],
    enter: 'again',
    escape: 'cancel',
    summary: '',
  }
}
