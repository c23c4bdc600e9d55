import { o } from '../../offline-words.ts'
import { ACTIONS, COLUMNS, TITLES } from '../../labels.ts'
import { w } from '../../words.ts'
import { chosenLocals, chosenSeats } from '../chosen.ts'
import { isCutOff } from '../offline.ts'
import { licenseLine, localLine, possibleActivations, possibleManagements } from '../rows.ts'
import type { Line, ScreenParts } from '../screen.ts'
import { type Associated, type FlowState, isHeld, seenNow, typedOf } from '../state.ts'
import { button, good, plain, problemLines, quiet, warning } from './parts.ts'

/** Step 3 of Activate: the licenses. What Step 2 has associated is told first: it is done (KB1023 1.D). */
export function licensesScreen(state: FlowState): ScreenParts {
  const listed = seenNow(state)?.licenses ?? []
  const { account, key } = typedOf(state.form)
  const flags = account !== null && key !== null
  const nobody = seenNow(state)?.account?.name ?? account?.username ?? ''
  return {
    name: 'licenses',
    title: TITLES.licenses,
    step: 3,
    lines: [
      ...(state.associated === null ? [] : [associationLine(state.associated)]),
      ...(state.freed === null ? [] : [good(w.lostPcReturned(state.freed.products))]),
      ...(listed.length === 0
        ? [warning(account === null ? w.keyShowsNothing((key ?? '').slice(-5)) : w.noLicenses(nobody))]
        : []),
    ],
    controls: [
      {
        kind: 'licenses',
        columns: COLUMNS,
        rows: listed.map((license) => licenseLine(license, state.actions[license.id] ?? 'none', flags)),
      },
    ],
    outlook: [
      ...problemLines(state.problem, 'next'),
      ...nextLines(state, chosenSeats(state).length, possibleActivations(listed)),
    ],
    buttons: [
      button('next', nextRefused(listed.length, possibleActivations(listed))),
      button('back'),
      button('cancel'),
    ],
    enter: 'next',
    escape: 'cancel',
    summary: chosenSeats(state)
      .map(({ productName }) => `${productName}: ${ACTIONS.activate}`)
      .join('; '),
  }
}

/** "click OK to change" */
export function confirmationScreen(state: FlowState): ScreenParts {
  const chosen = chosenSeats(state)
  return {
    name: 'confirmation',
    title: TITLES.confirmation,
    step: 3,
    lines: [],
    controls: [],
    outlook: [
      ...problemLines(state.problem, 'ok'),
      ...(isCutOff(state) ? [warning(o.byFileOffer)] : []),
      plain(w.clickOk),
      ...chosen.map(({ productName, associatedTo }) =>
        plain(
          (associatedTo.kind === 'another' ? w.willActivateOthers : w.willActivate)(productName, state.pc.hostName),
        ),
      ),
    ],
    buttons: [button('ok'), button('back'), ...(isCutOff(state) ? [button('save-request')] : []), button('cancel')],
    enter: 'ok',
    escape: 'cancel',
    summary: w.confirmed,
  }
}

/** Step 2 of Manage: the licenses on this PC, from its files alone. */
export function manageScreen(state: FlowState): ScreenParts {
  const held = state.pc.locals.filter(isHeld)
  return {
    name: 'manage',
    title: TITLES.manage,
    step: 2,
    lines: held.length === 0 ? [warning(w.noLicensesHere)] : [],
    controls: [
      {
        kind: 'licenses',
        columns: COLUMNS,
        rows: held.map((local) => localLine(local, state.actions[local.licenseId ?? ''] ?? 'none')),
      },
    ],
    outlook: [
      ...problemLines(state.problem, 'next'),
      ...nextLines(state, chosenLocals(state).length, possibleManagements(held)),
    ],
    buttons: [button('next', nextRefused(held.length, possibleManagements(held))), button('back'), button('cancel')],
    enter: 'next',
    escape: 'cancel',
    summary: chosenLocals(state)
      .map(({ action, product }) => `${product}: ${ACTIONS[action]}`)
      .join('; '),
  }
}

/** What Next will do with so many chosen rows, or what to choose first. */
function nextLines({ problem, route }: FlowState, chosen: number, possible: readonly string[]): readonly Line[] {
  if (problem?.kind === 'words' || possible.length === 0) return []
  if (chosen === 0) return [quiet(w.chooseFirst(possible.join(' / ')))]
  return [quiet(route === 'activate' ? w.nextConfirms : w.nextAsksForProof)]
}

/** Why there is no way on from so many rows with these actions; null where there is. */
function nextRefused(rows: number, possible: readonly string[]): string | null {
  if (rows === 0) return w.nothingListed
  return possible.length === 0 ? w.nothingPossible : null
}

/** What stands at Step 3 after Step 2 has associated. */
function associationLine({ account, rows }: Associated): Line {
  const products = newlyAssociated({ account, rows })
  return products.length === 0 ? plain(w.associatedBefore(account)) : good(w.associatedNow(products, account))
}

/** The products that Step 2 has associated just now. */
export function newlyAssociated({ rows }: Associated): readonly string[] {
  return rows.flatMap(({ status, alreadySo, license }) =>
    status === 'succeeded' && !alreadySo && license !== null ? [license.productName] : [],
  )
}
