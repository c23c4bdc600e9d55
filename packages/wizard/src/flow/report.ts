import type { Answer } from '@latchkey/host/engine'
import { chosenSeats, onlyGivesBack } from './chosen.ts'
import { commandLine } from './command-line.ts'
import { rowsByProduct } from './order.ts'
import { doneRows } from './perform.ts'
import { focused, moved } from './motion.ts'
import { afterKeys, afterLoading, afterSaving, afterSuggestion } from './offline.ts'
import { type FlowState, openFlow, type Outcome, type Report, typedOf } from './state.ts'

/** The state after an effect has come to its end. */
export function withReport(state: FlowState, report: Report): FlowState {
  const rested: FlowState = { ...state, busy: null }
  switch (report.type) {
    case 'looked-up':
      return afterLookUp({ ...rested, session: report.session }, report)
    case 'key-replaced':
      return afterReplacedKey(rested, report)
    case 'associated':
      return afterAssociation({ ...rested, session: report.session }, report.answer)
    case 'activated':
      return afterActivation({ ...rested, session: report.session }, report.answer)
    case 'managed':
      return {
        ...moved(rested, 'result', 'restart'),
        session: report.session,
        outcome: {
          done: report.done,
          operationIds: report.operationIds,
          account: report.account,
          command: managedCommand(state),
        },
      }
    case 'asked':
      return {
        ...moved(rested, 'support-sent', 'restart'),
        session: report.session,
        pc: { ...rested.pc, requests: report.requests },
        sentRequest: report.answer.returnRequest?.id ?? report.answer.operationId,
      }
    case 'examined':
    case 'connection-read':
    case 'connection-faulty':
    case 'spoken':
      return afterHelp(rested, report)
    case 'lost-pc-returned':
      return afterLostPc({ ...rested, session: report.session }, report)
    case 'emergency-given':
      return afterEmergency({ ...rested, session: report.session }, report)
    case 'file-suggested':
      return afterSuggestion(rested, report)
    case 'saved':
      return afterSaving(rested, report)
    case 'loaded':
      return afterLoading(rested, report)
    case 'keys-loaded':
      return afterKeys(rested, report.issuer)
    case 'requests-heard': {
      const { requests, refusal } = report
      const heard = { ...rested, pc: { ...rested.pc, requests } }
      return refusal === null ? heard : { ...heard, problem: { kind: 'refusal', refusal } }
    }
    case 'refused':
      return afterRefusal(rested, report)
    case 'reloaded':
      return restarted(rested, report.pc)
  }
}

type HelpReport = Extract<Report, { type: 'examined' | 'connection-read' | 'connection-faulty' | 'spoken' }>

/** What came of "Help and settings". */
function afterHelp(rested: FlowState, report: HelpReport): FlowState {
  switch (report.type) {
    case 'examined':
      return {
        ...(rested.place === 'doctor' ? focused(rested, 'refresh') : moved(rested, 'doctor', 'refresh')),
        examination: report.examination,
      }
    case 'connection-read': {
      const { connection } = report
      return { ...moved(rested, 'connection', 'proxy'), connection, form: { ...rested.form, ...connection.choice } }
    }
    case 'connection-faulty': {
      const { field, why } = report.fault
      return { ...focused(rested, field), problem: { kind: 'fault', why } }
    }
    case 'spoken':
      return rested
  }
}

function afterLookUp(state: FlowState, { typed, answer, purpose }: Extract<Report, { type: 'looked-up' }>): FlowState {
  const seeing: FlowState = { ...state, seen: { typed, answer }, problem: null }
  switch (purpose) {
    case 'stay':
      return seeing
    case 'preview':
      return focused(seeing, 'next')
    case 'proceed':
      return { ...moved(seeing, 'licenses', 'rows'), associated: null }
  }
}

/** Refused, unless it is used for the one thing that it still does. */
function afterReplacedKey(state: FlowState, report: Extract<Report, { type: 'key-replaced' }>): FlowState {
  const { typed, session, refusal, purpose } = report
  const knowing: FlowState = { ...state, session, replaced: typed, problem: null }
  if (!onlyGivesBack(knowing)) return afterRefusal(knowing, { type: 'refused', session, refusal })
  return purpose === 'preview' ? focused(knowing, 'next') : knowing
}

function afterAssociation(state: FlowState, answer: Answer): FlowState {
  return {
    ...moved(state, 'licenses', 'rows'),
    seen: { typed: typedOf(state.form), answer },
    associated: { account: answer.receiver?.name ?? state.form.username, rows: rowsByProduct(answer.rows) },
  }
}

function afterActivation(state: FlowState, answer: Answer): FlowState {
  const asked = chosenSeats(state).map(({ id, productName, product }) => ({
    licenseId: id,
    product: productName,
    code: product,
  }))
  const outcome: Outcome = {
    done: doneRows('activate', asked, answer),
    operationIds: [answer.operationId],
    account: answer.account?.name ?? null,
    command: commandLine(
      'activate',
      typedOf(state.form),
      asked.map(({ code }) => code),
    ),
  }
  return { ...moved(state, 'result', 'restart'), seen: { typed: typedOf(state.form), answer }, outcome }
}

function afterEmergency(state: FlowState, report: Extract<Report, { type: 'emergency-given' }>): FlowState {
  const { typed, licenses, answer } = report
  const outcome: Outcome = {
    done: doneRows('emergency', licenses, answer),
    operationIds: [answer.operationId],
    account: answer.account?.name ?? null,
    command: commandLine(
      'emergency',
      typed,
      licenses.map(({ licenseId }) => licenseId),
    ),
  }
  return { ...moved(state, 'result', 'restart'), outcome }
}

/** What is free now is what was sought: it is chosen to be activated. One that was refused leaves everything as it was. */
function afterLostPc(state: FlowState, { typed, answer }: Extract<Report, { type: 'lost-pc-returned' }>): FlowState {
  const seeing: FlowState = { ...state, seen: { typed, answer } }
  const freed = answer.rows.flatMap(({ status, license }) => (status === 'succeeded' ? (license ?? []) : []))
  const refused = answer.rows.find(({ refusal }) => refusal !== undefined)?.refusal
  if (freed.length === 0) {
    return refused === undefined ? state : { ...seeing, problem: { kind: 'refusal', refusal: refused } }
  }
  const wanted = [...freed.map(({ id }) => id), ...(state.stuckOn === null ? [] : [state.stuckOn.id])]
  const actions = { ...state.actions, ...Object.fromEntries(wanted.map((id) => [id, 'activate' as const])) }
  const products = freed.map(({ productName }) => productName)
  return { ...moved(seeing, 'licenses', 'rows'), associated: null, freed: { products }, actions }
}

/** What was typed stays; only a wrong password or an unknown key takes the focus to where it is put right. */
function afterRefusal(state: FlowState, { refusal, session }: Extract<Report, { type: 'refused' }>): FlowState {
  const told: FlowState = { ...state, session, problem: { kind: 'refusal', refusal } }
  if (state.place !== 'credentials') return told
  if (refusal.code === 'SIGN_IN_FAILED') return focused(told, 'password')
  return refusal.code === 'KEY_UNKNOWN' || refusal.code === 'KEY_REPLACED' ? focused(told, 'key') : told
}

/** Step 1 again. Nobody types twice what the wizard still knows. */
function restarted(state: FlowState, pc: FlowState['pc']): FlowState {
  const opened = openFlow(pc, { ...state.form, mode: 'account', hasKey: false })
  return { ...opened, session: state.session, focus: { ...opened.focus, turn: state.focus.turn + 1 } }
}

function managedCommand(state: FlowState): string {
  const chosen = state.pc.locals.flatMap((local) => {
    if (local.state === 'damaged') return []
    return [{ action: state.actions[local.licenseId], product: local.claims.aud }]
  })
  const typed = typedOf(state.form)
  const commands = (['return', 'transfer', 'associate'] as const).flatMap((command) => {
    const products = chosen.filter(({ action }) => action === command).map(({ product }) => product)
    // An association is for every product of the key.
    return products.length === 0 ? [] : [commandLine(command, typed, command === 'associate' ? [] : products)]
  })
  return commands.join('; ')
}
