import { Buffer } from 'node:buffer'
import { o } from '../offline-words.ts'
import { ACTIONS } from '../labels.ts'
import { COMMAND } from '../words.ts'
import { chosenLocals, type ChosenLocal } from './chosen.ts'
import { quoted } from './command-line.ts'
import { withCheckedKey } from './key.ts'
import { focused, moved, stay, withWords } from './motion.ts'
import { rowsByProduct } from './order.ts'
import { doneRows } from './perform.ts'
import type { Input } from './screen.ts'
import type { FlowState, Outcome, Place, Report, Saving, Turn } from './state.ts'

/** What can be done without network now: giving back what is chosen, or activating what a key shows. */
export function isOfferedByFile(state: FlowState): boolean {
  return state.route === 'activate' || returnsChosen(state).length > 0
}

/** The licenses that a return file gives back. */
export function returnsChosen(state: FlowState): readonly ChosenLocal[] {
  return chosenLocals(state).filter(({ action }) => action === 'return')
}

/** Whether the way to the server is what failed, so that a file is the way out. */
export function isCutOff({ problem }: FlowState): boolean {
  return problem?.kind === 'refusal' && problem.refusal.code.startsWith('NETWORK_')
}

/** "Save a request file", from wherever it is offered. */
export function beginSaving(state: FlowState): Turn {
  if (!isOfferedByFile(state)) return stay(withWords(state, o.byFileReturnOnly(ACTIONS.return), 'rows'))
  return suggest(state, { what: state.route === 'manage' ? 'return' : 'activate', again: null })
}

/** The file of a request that waits already, written once more. */
export function saveAgain(state: FlowState, operationId: string): Turn {
  const waiting = state.pc.waiting.find((one) => one.operationId === operationId)
  return waiting === undefined ? stay(state) : suggest(state, { what: waiting.what, again: operationId })
}

function suggest(state: FlowState, saving: Saving): Turn {
  return { state: { ...state, offlineTo: wayBack(state) }, effect: { type: 'suggest-file', saving } }
}

/** Back leads to where the way by file was taken, not round and round within it. */
function wayBack({ place, offlineTo }: FlowState): Place {
  return place === 'offline' || place === 'save-request' ? offlineTo : place
}

export function afterSuggestion(state: FlowState, { saving, path }: Extract<Report, { type: 'file-suggested' }>) {
  const needsKey = saving.again === null && state.form.key.trim() === ''
  const form = { ...state.form, file: path }
  return { ...moved(state, 'save-request', needsKey ? 'key' : 'file'), saving, carried: null, form }
}

/** What this PC waits for, and where a file is loaded. */
export function openOffline(state: FlowState): FlowState {
  return { ...moved(state, 'offline', 'response'), offlineTo: wayBack(state), carried: null }
}

/** What was given back is not chosen any more, so there may be nothing to come back to. */
export function leaveOffline(state: FlowState): FlowState {
  const isDone = state.offlineTo !== 'start' && !isOfferedByFile(state)
  const place = isDone ? 'start' : state.offlineTo
  return { ...moved(state, place, place === 'start' ? 'route' : 'next'), carried: null }
}

export function saveRequest(state: FlowState): Turn {
  const { saving, form } = state
  const licenseIds = returnsChosen(state).map(({ licenseId }) => licenseId)
  const isNew = saving.again === null
  if (isNew && form.key.trim() === '') return stay(focused(state, 'key'))
  const checked = isNew ? withCheckedKey(state) : state
  if (checked.problem?.kind === 'key') {
    return stay(focused(checked, checked.problem.suggestion === null ? 'key' : 'use-suggestion'))
  }
  const path = form.file.trim()
  if (path === '') return stay(focused(checked, 'file'))
  return { state: checked, effect: { type: 'save-request', saving, key: checked.form.key, licenseIds, path } }
}

/** Even where the file could not be written the request may wait already: what this PC holds is told as it is now. */
export function afterSaving(state: FlowState, { carried, problem, pc }: Extract<Report, { type: 'saved' }>): FlowState {
  const now: FlowState = { ...state, pc: { ...state.pc, ...pc } }
  if (problem === null) return { ...moved(now, 'offline', 'response'), carried }
  const begun = pc.waiting.find(({ operationId }) => !state.pc.waiting.some((one) => one.operationId === operationId))
  const saving = begun === undefined ? state.saving : { what: begun.what, again: begun.operationId }
  return { ...focused(now, 'file'), saving, problem }
}

/** Next where a file is loaded: its path was typed. */
export function loadTyped(state: FlowState): Turn {
  const path = state.form.response.trim()
  return path === '' ? stay(focused(state, 'response')) : { state, effect: { type: 'load', file: path } }
}

/** A file was picked or dropped. It is loaded at once: whatever is refused changes nothing. */
export function takeFile(state: FlowState, { name, fileName, content }: Extract<Input, { type: 'file' }>): Turn {
  if (state.place !== 'offline' || name !== 'response') return stay(state)
  const bytes = content === null ? null : Buffer.from(content, 'base64')
  return { state, effect: { type: 'load', file: { name: fileName, bytes } } }
}

export function afterLoading(state: FlowState, report: Extract<Report, { type: 'loaded' }>): FlowState {
  const { what, answer, file, pc } = report
  const rows = rowsByProduct(answer.rows)
  const outcome: Outcome = {
    done: doneRows(what === 'return' ? 'return' : 'activate', [], { ...answer, rows }),
    operationIds: [answer.operationId],
    account: null,
    command: `${COMMAND} import ${quoted(file)}`,
  }
  const form = { ...state.form, response: '' }
  return { ...moved(state, 'result', 'restart'), pc: { ...state.pc, ...pc }, outcome, form, carried: null }
}

/** With the keys here, what could not be saved before can be: the key and its file are still in the form. */
export function afterKeys(state: FlowState, issuer: string): FlowState {
  const form = { ...state.form, response: '' }
  const carried = { kind: 'keys' as const, issuer }
  const back = state.form.file !== '' && state.pc.waiting.length === 0 ? 'save-request' : 'offline'
  return { ...moved(state, back, back === 'offline' ? 'response' : 'file'), form, carried }
}
