import { isHeardWithReplacedKey } from '@latchkey/core/host-operation'
import type { ListedLicenseClaims } from '@latchkey/license-file/documents'
import { type Refusal, refusal } from '@latchkey/core/refusals'
import { o } from '../../offline-words.ts'
import { TITLES } from '../../labels.ts'
import { w } from '../../words.ts'
import { chosenLocals, type ChosenLocal, onlyGivesBack, refusalOfUnlisted } from '../chosen.ts'
import { isCutOff, isOfferedByFile } from '../offline.ts'
import type { Line, ScreenParts } from '../screen.ts'
import { type FlowState, seenNow, typedOf } from '../state.ts'
import { button, plain, problemLines, proofControls, proofSummary, quiet, refusedLine, warning } from './parts.ts'

/** Step 2 of Activate, Step 3 of Manage. Before Next it says what Next will do. */
export function credentialsScreen(state: FlowState): ScreenParts {
  return {
    name: 'credentials',
    title: TITLES.credentials,
    step: state.route === 'activate' ? 2 : 3,
    lines: state.route === 'manage' ? [quiet(chosenWords(state))] : [],
    controls: proofControls(state),
    outlook: [
      ...problemLines(state.problem, 'next'),
      ...(isCutOff(state) && isOfferedByFile(state) ? [warning(o.byFileOffer)] : []),
      ...(state.route === 'activate' ? activateOutlook(state) : manageOutlook(state)),
    ],
    buttons: [
      button('next'),
      button('back'),
      ...(isOfferedByFile(state) ? [button('save-request')] : []),
      button('cancel'),
    ],
    enter: 'next',
    escape: 'cancel',
    summary: proofSummary(state),
  }
}

function chosenWords(state: FlowState): string {
  return chosenLocals(state)
    .map(({ action, product }) => w.chosen(action, product))
    .join('; ')
}

function activateOutlook(state: FlowState): readonly Line[] {
  const { account, key } = typedOf(state.form)
  const seen = seenNow(state)
  if (account === null) {
    return seen === null ? [quiet(w.nextNames)] : [plain(keyWords(seen.licenses, key)), quiet(w.nextShows)]
  }
  if (key === null) return [quiet(w.nextSignsIn)]
  if (seen === null) return [quiet(w.nextLooksUp)]
  const name = seen.receiver?.name ?? account.username
  const legal = seen.licenses.filter(({ actions }) => actions.associate.state === 'legal')
  const flagged = seen.licenses.flatMap(({ productName, actions: { associate } }) => {
    if (associate.state !== 'refused' || associate.code === 'KEY_REQUIRED') return []
    return [refusedLine(associate, (why) => w.willNotAssociate(productName, why))]
  })
  const next = legal.length === 0 ? w.nextAssociatesNothing(name) : w.nextAssociates(namesOf(legal), name)
  return [plain(keyWords(seen.licenses, key)), ...flagged, plain(next)]
}

function keyWords(licenses: readonly ListedLicenseClaims[], key: string | null): string {
  const last5 = (key ?? '').slice(-5)
  const ofKey = licenses.filter(({ keyLast5 }) => keyLast5 === last5)
  return ofKey.length === 0 ? w.keyShowsNothing(last5) : w.keyIsFor(last5, namesOf(ofKey))
}

function namesOf(licenses: readonly ListedLicenseClaims[]): readonly string[] {
  return licenses.map(({ productName }) => productName)
}

function manageOutlook(state: FlowState): readonly Line[] {
  if (onlyGivesBack(state)) return replacedOutlook(state)
  const seen = seenNow(state)
  if (seen === null) return [quiet(w.nextLooksUpManaged)]
  const account = seen.receiver?.name ?? null
  const listedById = new Map(seen.licenses.map((license) => [license.id, license]))
  const hasKey = typedOf(state.form).key !== null
  return linesOfNext(
    chosenLocals(state).map((chosen) => manageLine(chosen, listedById.get(chosen.licenseId) ?? null, account, hasKey)),
  )
}

function linesOfNext(lines: readonly Line[]): readonly Line[] {
  return [plain(lines.some(({ tone }) => tone === 'plain') ? w.nextWillDo : w.changesNothing), ...lines]
}

/** No server lists licenses for a key that was replaced: what is on this PC says the rest. */
function replacedOutlook(state: FlowState): readonly Line[] {
  const lines = chosenLocals(state).map(({ action, product, account }) => {
    if (!isHeardWithReplacedKey({ type: action })) {
      return refusedLine(refusal('KEY_REPLACED'), (why) => w.willRefuse(product, why))
    }
    return plain(account === null ? w.willReturn(product) : w.willReturnOwned(product, account))
  })
  return [warning(w.replacedOnlyReturns), ...linesOfNext(lines)]
}

function manageLine(
  chosen: ChosenLocal,
  listed: ListedLicenseClaims | null,
  account: string | null,
  hasKey: boolean,
): Line {
  const { action, product } = chosen
  const willRefuse = (no: Refusal) => refusedLine(no, (why) => w.willRefuse(product, why))
  if (listed === null) return willRefuse(refusalOfUnlisted(chosen, account !== null))
  const state = listed.actions[action] ?? { state: 'legal' }
  if (state.state === 'refused') return willRefuse(state)
  const name = account ?? ''
  const { associatedTo } = listed
  if (action !== 'return' && state.state === 'already') {
    return plain(w.alreadyYours(product, associatedTo.kind === 'you' ? associatedTo.name : name))
  }
  if (action === 'associate') return plain(w.willAssociate(product, name))
  if (action === 'transfer') {
    return plain((associatedTo.kind === 'another' ? w.willMove : w.willMoveIn)(product, name))
  }
  return plain(returnWords(product, listed, hasKey ? account : null))
}

/** With account and key a return also associates; from another account it is the transfer (KB1023 2.E). */
function returnWords(product: string, { associatedTo }: ListedLicenseClaims, newOwner: string | null): string {
  switch (associatedTo.kind) {
    case 'none':
      return newOwner === null ? w.willReturn(product) : w.willReturnAssociate(product, newOwner)
    case 'you':
      return w.willReturnOwned(product, associatedTo.name)
    case 'another':
      return newOwner === null ? w.willReturnOthers(product) : w.willTransfer(product, newOwner)
  }
}
