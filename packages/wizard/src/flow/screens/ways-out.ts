import { LIMITS } from '@latchkey/core/limits'
import { o } from '../../offline-words.ts'
import { FIELDS, REASONS, TITLES, WAYS_OUT } from '../../labels.ts'
import { w } from '../../words.ts'
import { holderOf, inTheWay, mayReturnAlone, mayRunAsEmergency } from '../stuck.ts'
import type { Control, Line, ScreenParts } from '../screen.ts'
import type { FlowState } from '../state.ts'
import {
  button,
  LOGIN_CHARS_MAX,
  plain,
  problemLines,
  quiet,
  referenceLine,
  refusalLine,
  refusedLine,
} from './parts.ts'

type Named = keyof typeof WAYS_OUT

/** ACTIVATED_ELSEWHERE: which PC and since when, and what may be done about it. */
export function wayOutScreen(state: FlowState): ScreenParts {
  const { stuckOn, form } = state
  const named = (Object.keys(WAYS_OUT) as Named[]).filter((value) => value !== 'emergency' || mayRunAsEmergency(state))
  const radios = named.map((value) => wayOutRadio(state, value))
  return {
    name: 'way-out',
    title: TITLES['way-out'],
    step: 3,
    lines: stuckOn === null ? [] : [plain(stuckWords(stuckOn))],
    controls: radios,
    outlook: [...emergencyRefusedLines(stuckOn), quiet(w.changesNothing)],
    buttons: [button('next'), button('back'), button('cancel')],
    enter: 'next',
    escape: 'cancel',
    summary: WAYS_OUT[form.wayOut],
  }
}

function wayOutRadio(state: FlowState, value: Named): Control {
  const radio = { kind: 'radio', name: 'wayOut', value, label: WAYS_OUT[value], depth: 0 } as const
  const checked = state.form.wayOut === value
  if (value === 'lost-pc') return { ...radio, checked, hint: lostPcHint(state) }
  const terms = state.stuckOn?.emergencyTerms
  if (value !== 'emergency' || terms === undefined) return { ...radio, checked }
  return { ...radio, checked, hint: o.emergencyTerms(terms.days, terms.everyDays) }
}

/** Why this PC cannot go on at once; that there is nothing to bridge needs no words. */
function emergencyRefusedLines(stuckOn: FlowState['stuckOn']): readonly Line[] {
  const action = stuckOn?.actions.emergency
  if (action?.state !== 'refused' || action.code === 'NOT_ACTIVATED') return []
  return [refusedLine(action, (why) => w.notPossible(WAYS_OUT.emergency, why))]
}

/** Whether the owner returns it alone or Support does, said before it is chosen. */
function lostPcHint(state: FlowState): string {
  if (!mayReturnAlone(state)) return w.lostPcBySupport
  const returns = inTheWay(state)[0]?.lostPcReturns
  return returns === undefined ? w.lostPcAlone : w.lostPcReturns(returns.left, returns.max)
}

/** Why the owner cannot return it alone: above all that the limit is used up, and until when. */
function limitLines(state: FlowState): readonly Line[] {
  if (state.form.wayOut !== 'lost-pc') return []
  const refused = inTheWay(state).flatMap(({ actions: { lostPc } }) => (lostPc?.state === 'refused' ? [lostPc] : []))
  return refused.slice(0, 1).map((action) => refusalLine(action, 'warning'))
}

export function returnThereScreen(state: FlowState): ScreenParts {
  const { hostName } = state.stuckOn === null ? { hostName: w.anotherPc } : holderOf(state.stuckOn)
  return {
    name: 'return-there',
    title: TITLES['return-there'],
    step: 3,
    lines: w.returnThere(hostName).map(plain),
    controls: [],
    outlook: problemLines(state.problem, 'next'),
    buttons: [button('next'), button('back'), button('cancel')],
    enter: 'next',
    escape: 'cancel',
    summary: WAYS_OUT['return-there'],
  }
}

/** KB1023 2.B without leaving the wizard; the request is written beforehand. */
export function supportScreen(state: FlowState): ScreenParts {
  const { form } = state
  const reasons = (Object.keys(REASONS) as (keyof typeof REASONS)[]).map((value): Control => ({
    kind: 'radio',
    name: 'reason',
    value,
    label: REASONS[value],
    checked: form.reason === value,
    depth: 0,
  }))
  return {
    name: 'support',
    title: TITLES.support,
    step: 3,
    lines: [...limitLines(state), plain(w.supportExplains)],
    controls: [
      ...reasons,
      {
        kind: 'text',
        name: 'email',
        label: FIELDS.email,
        value: form.email,
        secret: false,
        charsMax: LOGIN_CHARS_MAX,
        depth: 0,
      },
      {
        kind: 'text',
        name: 'message',
        label: FIELDS.message,
        value: form.message,
        secret: false,
        charsMax: LIMITS.noteCharsMax,
        depth: 0,
      },
    ],
    outlook: problemLines(state.problem, 'send'),
    buttons: [button('send'), button('back'), button('cancel')],
    enter: 'send',
    escape: 'cancel',
    summary: w.supportSummary,
  }
}

export function supportSentScreen(state: FlowState): ScreenParts {
  return {
    name: 'support-sent',
    title: TITLES['support-sent'],
    step: 4,
    lines: [plain(w.supportSent(state.sentRequest ?? '', state.form.email.trim())), plain(w.supportThen)],
    controls: [],
    outlook: state.sentRequest === null ? [] : [referenceLine([state.sentRequest])],
    buttons: [button('restart'), button('back'), button('cancel')],
    enter: 'restart',
    escape: 'cancel',
    summary: w.reference([state.sentRequest ?? '']),
  }
}

function stuckWords(stuckOn: NonNullable<FlowState['stuckOn']>): string {
  const { activate } = stuckOn.actions
  if (activate.state === 'refused' && activate.code === 'NO_SEAT_FREE') return w.allTaken(stuckOn.productName)
  const { hostName, since } = holderOf(stuckOn)
  return w.elsewhere(stuckOn.productName, hostName, since)
}
