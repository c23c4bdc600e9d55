import { o } from '../../offline-words.ts'
import { TITLES } from '../../labels.ts'
import { w } from '../../words.ts'
import type { ScreenParts } from '../screen.ts'
import type { FlowState } from '../state.ts'
import { holderOf } from '../stuck.ts'
import { button, plain, problemLines, quiet } from './parts.ts'

/** Goes on at once beside the PC that has the license: how long, how often, and what becomes of the other PC is said before. */
export function emergencyScreen(state: FlowState): ScreenParts {
  const { stuckOn } = state
  const terms = stuckOn?.emergencyTerms
  return {
    name: 'emergency',
    title: TITLES.emergency,
    step: 3,
    lines: [
      ...(stuckOn === null ? [] : [plain(o.emergencyWill(stuckOn.productName, holderOf(stuckOn).hostName))]),
      ...(terms === undefined ? [] : [plain(o.emergencyTerms(terms.days, terms.everyDays))]),
      plain(o.emergencyThen),
    ],
    controls: [],
    outlook: [...problemLines(state.problem, 'ok'), quiet(w.clickOk)],
    buttons: [button('ok'), button('back'), button('cancel')],
    enter: 'ok',
    escape: 'cancel',
    summary: w.confirmed,
  }
}
