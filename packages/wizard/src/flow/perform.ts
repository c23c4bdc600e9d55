import type { Refusal } from '@latchkey/core/refusals'
import { ok, type Result } from '@latchkey/core/result'
import type { ConnectionChoice } from '@latchkey/host/connection'
import type { Answer, Credentials, Engine } from '@latchkey/host/engine'
import type { ResponseRow } from '@latchkey/license-file/documents'
import { language } from '../language.ts'
import { rowsByProduct } from './order.ts'
import { performOffline } from './perform-offline.ts'
import { readPc } from './read-pc.ts'
import type { DoneRow, Effect, ManagedRow, PcFacts, Report, Session, Typed } from './state.ts'
import type { Tools } from './tools.ts'

/** Does what the flow asks for, through the engine, and reports what came of it. Never throws a refusal. */
export async function perform(tools: Tools, effect: Effect): Promise<Report> {
  const { engine } = tools
  switch (effect.type) {
    // Whoever comes here has opened them.
    case 'open':
    case 'reload':
      return { type: 'reloaded', pc: await repairPc(tools) }
    case 'look-up': {
      const asked = await withProof(engine, effect, (credentials) => engine.lookUp(credentials))
      const { typed, purpose } = effect
      const { session, result } = asked
      if (result.ok) return { type: 'looked-up', typed, session, answer: result.value, purpose }
      if (result.error.code !== 'KEY_REPLACED') return refused(asked)
      return { type: 'key-replaced', typed, session, refusal: result.error, purpose }
    }
    case 'associate': {
      const asked = await withProof(engine, effect, (credentials) => engine.associate(credentials))
      return asked.result.ok
        ? { type: 'associated', session: asked.session, answer: asked.result.value }
        : refused(asked)
    }
    case 'activate': {
      const asked = await withProof(engine, effect, (credentials) => engine.activate(credentials, effect.rows))
      return asked.result.ok
        ? { type: 'activated', session: asked.session, answer: asked.result.value }
        : refused(asked)
    }
    case 'manage':
      return await performManage(engine, effect)
    case 'ask-support':
    case 'lost-pc':
    case 'emergency':
      return await performWayOut(engine, effect)
    case 'suggest-file':
    case 'save-request':
    case 'load':
      return await performOffline(tools, effect)
    case 'forget-server':
      await engine.forgetServer()
      return { type: 'examined', examination: await engine.examine() }
    case 'examine':
      return { type: 'examined', examination: await engine.examine() }
    case 'read-connection':
      return { type: 'connection-read', connection: await engine.connection() }
    case 'use-connection':
      return await useConnection(tools, effect.choice)
    case 'speak':
      await tools.speak(effect.tag)
      return { type: 'spoken' }
    case 'refresh-requests': {
      const heard = await engine.refreshRequests()
      const requests = await engine.requests()
      return { type: 'requests-heard', requests, refusal: heard.ok ? null : heard.error }
    }
  }
}

/** The ways out of a license that is active on another PC. */
async function performWayOut(
  engine: Engine,
  effect: Extract<Effect, { type: 'ask-support' | 'lost-pc' | 'emergency' }>,
): Promise<Report> {
  switch (effect.type) {
    case 'ask-support': {
      const asked = await withProof(engine, effect, (credentials) =>
        engine.askSupport(credentials, { ...effect.ask, language: language().locale }),
      )
      if (!asked.result.ok) return refused(asked)
      const requests = await engine.requests()
      return { type: 'asked', session: asked.session, answer: asked.result.value, requests }
    }
    case 'lost-pc': {
      const { typed, licenseIds, reason } = effect
      const asked = await withProof(engine, effect, (c) => engine.returnLostPc(c, licenseIds, reason))
      return asked.result.ok
        ? { type: 'lost-pc-returned', typed, session: asked.session, answer: asked.result.value }
        : refused(asked)
    }
    case 'emergency': {
      const { typed, licenses } = effect
      const asked = await withProof(engine, effect, (c) => engine.emergency(c, idsOf(licenses)))
      return asked.result.ok
        ? { type: 'emergency-given', typed, licenses, session: asked.session, answer: asked.result.value }
        : refused(asked)
    }
  }
}

/** Kept only when it can be used; then the doctor looks where it leads. */
async function useConnection({ engine, keepConnection }: Tools, choice: ConnectionChoice): Promise<Report> {
  const used = await engine.useConnection(choice)
  if (!used.ok) return { type: 'connection-faulty', fault: used.error }
  keepConnection(used.value)
  return { type: 'examined', examination: await engine.examine() }
}

/** What this PC holds after whatever was begun last time is finished or undone. */
export async function repairPc(tools: Pick<Tools, 'engine' | 'settingsRefusal'>): Promise<PcFacts> {
  const { engine } = tools
  const repaired = await engine.repair()
  // What Support has answered since; where there is no network, what was heard last stands.
  if (repaired.ok) await engine.refreshRequests()
  const pc = await readPc(tools)
  return repaired.ok
    ? { ...pc, repaired: repaired.value, repairRefusal: null }
    : { ...pc, repaired: [], repairRefusal: repaired.error }
}

interface Asked {
  readonly session: Session | null
  readonly result: Result<Answer, Refusal>
}

type Ask = (credentials: Credentials) => Promise<Result<Answer, Refusal>>

/** Signs in where that is needed, and once more where the sign-in has ended meanwhile: nobody types a password twice. */
async function withProof(
  engine: Engine,
  { typed, session }: { readonly typed: Typed; readonly session: Session | null },
  ask: Ask,
): Promise<Asked> {
  const first = await signedIn(engine, typed, session)
  if (!first.ok) return { session: null, result: first }
  const result = await ask(credentialsOf(typed, first.value))
  if (result.ok || result.error.code !== 'SIGN_IN_EXPIRED') return { session: first.value, result }
  const again = await signedIn(engine, typed, null)
  if (!again.ok) return { session: null, result: again }
  return { session: again.value, result: await ask(credentialsOf(typed, again.value)) }
}

async function signedIn(
  engine: Engine,
  { account }: Typed,
  session: Session | null,
): Promise<Result<Session | null, Refusal>> {
  if (account === null) return ok(null)
  const { username, password } = account
  if (session?.username === username && session.password === password) return ok(session)
  const signIn = await engine.signIn(username, password)
  return signIn.ok ? ok({ username, password, signIn: signIn.value }) : signIn
}

function credentialsOf({ key }: Typed, session: Session | null): Credentials {
  return { ...(session === null ? {} : { signIn: session.signIn }), ...(key === null ? {} : { key }) }
}

function refused({ session, result }: Asked): Report {
  if (result.ok) throw new Error('only a refusal is reported as one')
  return { type: 'refused', session, refusal: result.error }
}

/**
 * Returns first: with account and key they associate too (KB1023 2.E). What they have done stays done and is told, even if
 * associating the rest is then refused as a whole.
 */
async function performManage(engine: Engine, effect: Extract<Effect, { type: 'manage' }>): Promise<Report> {
  const done: DoneRow[] = []
  const operationIds: string[] = []
  let { session } = effect
  let account: string | null = null
  const steps: readonly [Ask, 'return' | 'transfer' | 'associate', readonly ManagedRow[]][] = [
    [(c) => engine.returnLicenses(c, idsOf(effect.returns)), 'return', effect.returns],
    [(c) => engine.transfer(c, idsOf(effect.transfers)), 'transfer', effect.transfers],
    [(c) => engine.associate(c), 'associate', effect.associates],
  ]
  for (const [ask, did, rows] of steps) {
    if (rows.length === 0) continue
    const asked = await withProof(engine, { typed: effect.typed, session }, ask)
    session = asked.session
    if (asked.result.ok) {
      operationIds.push(asked.result.value.operationId)
      account = asked.result.value.account?.name ?? account
      done.push(...doneRows(did, rows, asked.result.value))
    } else if (done.length === 0) {
      return refused(asked)
    } else {
      done.push(...refusedRows(did, rows, asked.result.error))
    }
  }
  return { type: 'managed', session, done, operationIds, account }
}

function idsOf(rows: readonly ManagedRow[]): readonly ManagedRow['licenseId'][] {
  return rows.map(({ licenseId }) => licenseId)
}

/** The rows of an answer, each under the name it was asked for by. An association covers every product of the key. */
export function doneRows(did: DoneRow['did'], asked: readonly ManagedRow[], answer: Answer): readonly DoneRow[] {
  const rows = did === 'associate' ? rowsByProduct(answer.rows) : answer.rows
  return rows.map((row, i) => {
    const name = did === 'associate' ? asked.find(({ licenseId }) => licenseId === row.license?.id) : asked[i]
    const licenseId = row.license?.id ?? name?.licenseId ?? ''
    return {
      did,
      licenseId,
      product: row.license?.productName ?? name?.product ?? '',
      row,
      operationId: answer.operationId,
    }
  })
}

function refusedRows(did: DoneRow['did'], rows: readonly ManagedRow[], refusal: Refusal): readonly DoneRow[] {
  const row: ResponseRow = { status: 'refused', alreadySo: false, refusal, license: null }
  return rows.map(({ licenseId, product }) => ({ did, licenseId, product, row, operationId: null }))
}
