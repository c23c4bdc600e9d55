import { SELF_RETURN_REASONS } from '@latchkey/core/return-request'
import { REASONS, TITLES } from '../../labels.ts'
import { w } from '../../words.ts'
import { holderOf, inTheWay } from '../stuck.ts'
import type { ScreenParts } from '../screen.ts'
import type { FlowState } from '../state.ts'
import { button, plain, problemLines, quiet } from './parts.ts'

/** The owner returns the license of a PC that is gone, within the policy; what is left of it is said before. */
export function lostPcScreen(state: FlowState): ScreenParts {
  const licenses = inTheWay(state)
  const returns = licenses[0]?.lostPcReturns
  return {
    name: 'lost-pc',
    title: TITLES['lost-pc'],
    step: 3,
    lines: [
      ...licenses.map((license) => plain(w.lostPcWill(license.productName, holderOf(license).hostName))),
      plain(w.lostPcThen),
      ...(returns === undefined ? [] : [plain(w.lostPcReturns(returns.left, returns.max))]),
    ],
    controls: SELF_RETURN_REASONS.map((value) => ({
      kind: 'radio',
      name: 'reason',
      value,
      label: REASONS[value],
      checked: state.form.reason === value,
      depth: 0,
    })),
    outlook: [...problemLines(state.problem, 'ok'), quiet(w.clickOk)],
    buttons: [button('ok'), button('back'), button('cancel')],
    enter: 'ok',
    escape: 'cancel',
    summary: w.confirmed,
  }
}
