import type { Pending } from '@latchkey/host/engine'
import { dayOf } from '../../dates.ts'
import { list } from '../../language.ts'
import { o } from '../../offline-words.ts'
import { COLUMNS, FIELDS, TITLES } from '../../labels.ts'
import { w } from '../../words.ts'
import { returnsChosen } from '../offline.ts'
import type { Control, Line, ScreenParts, TextControl } from '../screen.ts'
import type { Carried, FlowState } from '../state.ts'
import { button, good, keyControls, plain, problemLines, quiet, warning } from './parts.ts'

/** No network: what is asked for is saved as a file. What saving does is said before it is done. */
export function saveRequestScreen(state: FlowState): ScreenParts {
  const { saving, carried, problem } = state
  const isNew = saving.again === null
  const knowsNoServer = problem?.kind === 'refusal' && problem.refusal.code === 'SERVER_NOT_SET'
  return {
    name: 'save-request',
    title: saving.what === 'return' ? TITLES['save-return'] : TITLES['save-request'],
    step: 3,
    lines: [...carriedLines(carried), ...(isNew ? [quiet(o.keyAlone)] : [])],
    controls: [...(isNew ? keyControls(state, 0) : []), pathControl('file', state)],
    outlook: [
      ...(knowsNoServer ? [warning(o.keysFirst)] : problemLines(problem, 'save')),
      ...(isNew ? effectLines(state) : []),
    ],
    // A PC that has never met its server loads the keys first, and comes back with everything typed.
    buttons: [button('save'), ...(knowsNoServer ? [button('offline')] : []), button('back'), button('cancel')],
    enter: 'save',
    escape: 'cancel',
    summary: state.form.file,
  }
}

function effectLines(state: FlowState): readonly Line[] {
  if (state.saving.what !== 'return') return [plain(o.saveActivates), quiet(o.saveChangesNothing)]
  return returnsChosen(state).map(({ product }) => warning(o.saveReturns(product)))
}

/** What was saved and where it goes; what waits; the place for the answer. */
export function offlineScreen(state: FlowState): ScreenParts {
  const { pc, carried, problem } = state
  const isSaved = carried?.kind === 'saved'
  return {
    name: 'offline',
    title: TITLES.offline,
    step: isSaved ? 4 : null,
    lines: [
      ...carriedLines(carried),
      ...(pc.waiting.length === 0 ? [plain(o.nothingWaits)] : [o.carryThere, o.carryBack].map(plain)),
    ],
    controls: [
      ...(pc.waiting.length === 0 ? [] : [waitingTable(pc.waiting)]),
      pathControl('response', state),
      ...pc.waiting.map(againLink),
    ],
    outlook: [...problemLines(problem, 'load'), quiet(o.loadChangesNothing)],
    buttons: [button('load'), ...(isSaved ? [button('restart')] : []), button('back'), button('cancel')],
    enter: 'load',
    escape: 'cancel',
    summary: TITLES.offline,
  }
}

function carriedLines(carried: Carried | null): readonly Line[] {
  if (carried === null) return []
  if (carried.kind === 'keys') return [good(o.keysLoaded(carried.issuer))]
  const { what, products, path } = carried
  const told = what === 'return' && products.length > 0 ? o.savedReturn(products) : o.savedRequest
  return [good(told), { ...plain(path), copy: { label: o.savedAs, value: path } }]
}

function waitingTable(waiting: readonly Pending[]): Control {
  return {
    kind: 'table',
    name: 'waiting',
    columns: [o.waitingWhat, w.askedOn, COLUMNS.status, w.referenceLabel],
    rows: waiting.map(({ operationId, what, products, begunAt }) => ({
      id: operationId,
      cells: [waitingName({ what, products }), dayOf(begunAt), o.waitsForResponse, operationId],
      tone: 'plain',
      stated: 2,
    })),
  }
}

function againLink({ operationId, what, products }: Pending): Control {
  const label = o.saveAgain(waitingName({ what, products }))
  return { kind: 'link', name: `save-again:${operationId}`, label, depth: 0 }
}

/** "Return Commissioning Tool"; an activation does not know yet what its key is for. */
export function waitingName({ what, products }: Pick<Pending, 'what' | 'products'>): string {
  return products.length === 0 ? w.repaired[what] : `${w.repaired[what]} ${list(products)}`
}

/** The longest path that Windows knows. */
const PATH_CHARS_MAX = 1024

function pathControl(name: 'file' | 'response', { form }: FlowState): TextControl {
  const base = { kind: 'text', name, label: FIELDS[name], value: form[name], secret: false, depth: 0 } as const
  return name === 'response'
    ? { ...base, charsMax: PATH_CHARS_MAX, picks: true }
    : { ...base, charsMax: PATH_CHARS_MAX }
}
