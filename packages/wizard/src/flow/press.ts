import { SELF_RETURN_REASONS } from '@latchkey/core/return-request'
import type { ListedLicenseClaims } from '@latchkey/license-file/documents'
import { w } from '../words.ts'
import { chosenLocals, type ChosenLocal, chosenSeats, onlyGivesBack } from './chosen.ts'
import { withCheckedKey } from './key.ts'
import { focused, moved, stay, withWords } from './motion.ts'
import { beginSaving, leaveOffline, loadTyped, openOffline, saveAgain, saveRequest } from './offline.ts'
import { possibleActivations, possibleManagements } from './rows.ts'
import { missingContact, missingProof } from './missing.ts'
import { holderOf, inTheWay, mayReturnAlone, mayRunAsEmergency } from './stuck.ts'
import { type Effect, type FlowState, isHeld, type Place, type Purpose, seenNow, type Turn, typedOf } from './state.ts'

/** What a button or link does. */
export function press(state: FlowState, button: string): Turn {
  const [name, subject] = split(button)
  switch (name) {
    case 'next':
    case 'save':
    case 'load':
    case 'ok':
    case 'send':
      return goOn(state)
    case 'back':
      return goBack(state)
    case 'cancel':
      return stay({ ...moved(state, 'exit', 'yes'), exitTo: state.place })
    case 'yes':
      return stay({ ...state, place: 'exited' })
    case 'no':
      return stay(moved(state, state.exitTo, 'next'))
    case 'again':
      return { state, effect: { type: 'open' } }
    case 'restart':
      return { state, effect: { type: 'reload' } }
    case 'use-suggestion':
      return useSuggestion(state)
    case 'way-out':
      return openWayOut(state, subject)
    case 'requests':
      return stay(moved(state, 'requests', 'refresh'))
    case 'refresh':
      return { state, effect: { type: state.place === 'doctor' ? 'examine' : 'refresh-requests' } }
    case 'forget-server':
      return state.place === 'doctor' ? { state, effect: { type: 'forget-server' } } : stay(state)
    case 'help':
      return stay(openHelp(state))
    case 'save-request':
      return beginSaving(state)
    case 'save-again':
      return saveAgain(state, subject)
    case 'offline':
      return stay(openOffline(state))
    default:
      return stay(state)
  }
}

function goOn(state: FlowState): Turn {
  switch (state.place) {
    case 'start':
      return stay(state.route === 'activate' ? moved(state, 'credentials', 'mode') : moved(state, 'manage', 'rows'))
    case 'credentials':
      return showProof(state)
    case 'licenses':
      return chosenSeats(state).length === 0
        ? stay(withWords(state, nothingChosen(possibleActivations(seenNow(state)?.licenses ?? [])), 'rows'))
        : stay(moved(state, 'confirmation', 'ok'))
    case 'manage':
      return chosenLocals(state).length === 0
        ? stay(withWords(state, nothingChosen(possibleManagements(state.pc.locals.filter(isHeld))), 'rows'))
        : stay({ ...moved(state, 'credentials', 'mode'), seen: null })
    case 'confirmation':
      return { state, effect: activation(state) }
    case 'way-out':
      return stay(chooseWayOut(state))
    case 'return-there':
      return lookUpAgain(state)
    case 'support':
      return askSupport(state)
    case 'lost-pc':
      return returnLostPc(state)
    case 'emergency':
      return { state, effect: emergency(state) }
    case 'save-request':
      return saveRequest(state)
    case 'offline':
      return loadTyped(state)
    case 'help':
      return chooseHelp(state)
    case 'connection':
      return useConnection(state)
    case 'shut':
    case 'doctor':
    case 'language':
    case 'requests':
    case 'support-sent':
    case 'result':
    case 'exit':
    case 'exited':
      return stay(state)
  }
}

function goBack(state: FlowState): Turn {
  switch (state.place) {
    case 'credentials':
      return stay(state.route === 'activate' ? moved(state, 'start', 'route') : moved(state, 'manage', 'rows'))
    case 'licenses':
      // What the server showed may be old by the time Next is clicked again.
      return stay({ ...moved(state, 'credentials', 'mode'), seen: null, freed: null })
    case 'confirmation':
    case 'way-out':
      return stay(moved(state, 'licenses', 'rows'))
    case 'manage':
      return stay(moved(state, 'start', 'route'))
    case 'return-there':
    case 'support':
    case 'lost-pc':
    case 'emergency':
      return stay(moved(state, 'way-out', 'wayOut'))
    case 'save-request':
    case 'offline':
      return stay(leaveOffline(state))
    case 'requests':
      return stay(moved(state, 'start', 'route'))
    case 'help':
      return stay(moved(state, state.helpTo, 'next'))
    case 'doctor':
    case 'connection':
    case 'language':
      return stay(moved(state, 'help', 'help'))
    case 'support-sent':
      return stay(moved(state, 'licenses', 'rows'))
    case 'shut':
    case 'start':
    case 'result':
    case 'exit':
    case 'exited':
      return stay(state)
  }
}

/**
 * Next on the credentials. First the server is asked what they show, and the screen says what Next will do; the Next after that
 * does it. Only an account without a key needs no such look: there Next changes nothing.
 */
function showProof(state: FlowState): Turn {
  const missing = missingProof(state.form)
  if (missing !== null) return stay(focused(state, missing))
  const typed = typedOf(state.form)
  const checked = typed.key === null ? state : withCheckedKey(state)
  if (checked.problem?.kind === 'key') {
    return stay(focused(checked, checked.problem.suggestion === null ? 'key' : 'use-suggestion'))
  }
  const lacking = state.route === 'manage' ? lackingForAccount(checked) : null
  if (lacking !== null) return stay(withWords(checked, lacking, 'mode'))
  if (onlyGivesBack(checked)) return commitProof(checked, [])
  const seen = seenNow(checked)
  if (seen === null) {
    const changesNothing = typed.key === null && state.route === 'activate'
    return lookUp(checked, changesNothing ? 'proceed' : 'preview')
  }
  return commitProof(checked, seen.licenses)
}

function commitProof(state: FlowState, listed: readonly ListedLicenseClaims[]): Turn {
  const typed = typedOf(state.form)
  const { session } = state
  if (state.route === 'manage') {
    const chosen = chosenLocals(state)
    const rows = (action: ChosenLocal['action']) => chosen.filter((row) => row.action === action)
    const effect: Effect = {
      type: 'manage',
      typed,
      session,
      returns: rows('return'),
      transfers: rows('transfer'),
      associates: rows('associate'),
    }
    return { state, effect }
  }
  const associates = typed.account !== null && typed.key !== null
  if (associates && listed.some(({ actions }) => actions.associate.state === 'legal')) {
    return { state, effect: { type: 'associate', typed, session } }
  }
  return stay({ ...moved(state, 'licenses', 'rows'), associated: null })
}

/** Of those that are possible here. */
function nothingChosen(actions: readonly string[]): string {
  return actions.length === 0 ? w.nothingPossible : w.nothingChosen(actions.join(' / '))
}

/** What is missing for an action that brings a license to an account: the account and the key are needed then. */
function lackingForAccount(state: FlowState): string | null {
  const { account, key } = typedOf(state.form)
  if (account !== null && key !== null) return null
  const actions = new Set(chosenLocals(state).map(({ action }) => action))
  if (actions.has('transfer')) return w.transferNeedsBoth
  return actions.has('associate') ? w.associateNeedsBoth : null
}

function lookUp(state: FlowState, purpose: Purpose): Turn {
  return { state, effect: { type: 'look-up', typed: typedOf(state.form), session: state.session, purpose } }
}

function lookUpAgain(state: FlowState): Turn {
  return lookUp(state, 'proceed')
}

function activation(state: FlowState): Effect {
  const rows = chosenSeats(state).map(({ keyId, product }) => ({ keyId, product }))
  return { type: 'activate', typed: typedOf(state.form), session: state.session, rows }
}

function useSuggestion(state: FlowState): Turn {
  if (state.problem?.kind !== 'key' || state.problem.suggestion === null) return stay(state)
  const corrected = { ...state, form: { ...state.form, key: state.problem.suggestion }, problem: null }
  if (corrected.place === 'save-request') return stay(focused(corrected, 'file'))
  const missing = missingProof(corrected.form)
  return missing === null ? lookUp(corrected, 'preview') : stay(focused(corrected, missing))
}

function openWayOut(state: FlowState, licenseId: string): Turn {
  const stuckOn = seenNow(state)?.licenses.find(({ id }) => id === licenseId) ?? null
  return stuckOn === null ? stay(state) : stay({ ...moved(state, 'way-out', 'wayOut'), stuckOn })
}

function chooseWayOut(state: FlowState): FlowState {
  const { wayOut } = state.form
  if (wayOut === 'return-there') return moved(state, 'return-there', 'next')
  const form: FlowState['form'] = { ...state.form, reason: 'lost-pc' }
  if (wayOut === 'emergency' && mayRunAsEmergency(state)) return moved(state, 'emergency', 'ok')
  if (wayOut === 'lost-pc' && mayReturnAlone(state)) return { ...moved(state, 'lost-pc', 'reason'), form }
  const messages = inTheWay(state).map((license) => prefilledMessage(license, state.pc.hostName))
  return { ...moved(state, 'support', 'email'), form: { ...form, message: messages.join('\n') } }
}

/** KB1023 2.B: mention that you want a license transfer and that Support returns the license. */
function prefilledMessage(license: ListedLicenseClaims, here: string): string {
  return w.supportMessage(license.productName, license.keyLast5, holderOf(license).hostName, here)
}

function emergency(state: FlowState): Effect {
  const { stuckOn, session } = state
  const licenses = stuckOn === null ? [] : [{ licenseId: stuckOn.id, product: stuckOn.productName }]
  return { type: 'emergency', typed: typedOf(state.form), session, licenses }
}

function returnLostPc(state: FlowState): Turn {
  const reason = SELF_RETURN_REASONS.find((known) => known === state.form.reason) ?? 'lost-pc'
  const licenseIds = inTheWay(state).map(({ id }) => id)
  return {
    state,
    effect: { type: 'lost-pc', typed: typedOf(state.form), session: state.session, licenseIds, reason },
  }
}

const HELP_PLACES: ReadonlySet<Place> = new Set(['shut', 'help', 'doctor', 'connection', 'language', 'exit', 'exited'])

/** From anywhere; Back leads there again, with everything that was typed. */
function openHelp(state: FlowState): FlowState {
  return HELP_PLACES.has(state.place) ? state : { ...moved(state, 'help', 'help'), helpTo: state.place }
}

function chooseHelp(state: FlowState): Turn {
  switch (state.form.help) {
    case 'doctor':
      return { state, effect: { type: 'examine' } }
    case 'connection':
      return { state, effect: { type: 'read-connection' } }
    case 'language':
      return stay(moved(state, 'language', 'language'))
  }
}

function useConnection(state: FlowState): Turn {
  const { proxy, address, caFile, server } = state.form
  return { state, effect: { type: 'use-connection', choice: { proxy, address, caFile, server } } }
}

function askSupport(state: FlowState): Turn {
  const missing = missingContact(state.form)
  if (missing !== null || state.stuckOn === null) {
    return stay(missing === 'email' ? withWords(state, w.supportNeedsEmail, 'email') : focused(state, 'message'))
  }
  const { reason, email, message } = state.form
  const ask = { reason, licenseIds: inTheWay(state).map(({ id }) => id), email: email.trim(), message: message.trim() }
  return { state, effect: { type: 'ask-support', typed: typedOf(state.form), session: state.session, ask } }
}

function split(button: string): readonly [name: string, subject: string] {
  const colon = button.indexOf(':')
  return colon === -1 ? [button, ''] : [button.slice(0, colon), button.slice(colon + 1)]
}
