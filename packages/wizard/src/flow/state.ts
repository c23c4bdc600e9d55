import type { Refusal } from '@latchkey/core/refusals'
import type { ConnectionChoice, ConnectionFault } from '@latchkey/host/connection'
import type { ReturnReason, SelfReturnReason } from '@latchkey/core/return-request'
import type {
  ActivateRow,
  Answer,
  ConnectionState,
  Examination,
  KnownRequest,
  LocalLicense,
  OperationKind,
  Pending,
  Repaired,
  SignIn,
  SupportAsk,
} from '@latchkey/host/engine'
import type { ListedLicenseClaims, ResponseRow } from '@latchkey/license-file/documents'
import { byProduct } from './order.ts'
import type { CarriedFile } from '@latchkey/host/offline-files'
import type { Focus, RowAction, ScreenName } from './screen.ts'

/** Everything the wizard knows while it is open. Nothing of it is written anywhere. */
export interface FlowState {
  readonly pc: PcFacts
  readonly place: Place
  readonly route: Route
  readonly form: Form
  /** Actions chosen, by license id; a license without one stays as it is. */
  readonly actions: Readonly<Record<string, RowAction>>
  /** The sign-in that the typed username and password gave. */
  readonly session: Session | null
  /** What the last look-up showed, and for which proof. */
  readonly seen: Seen | null
  /** The last proof whose key was replaced: it gives back what is on this PC, and nothing else (docs/decisions/020). */
  readonly replaced: Typed | null
  /** What Step 2 of Activate has associated; done, whatever happens next. */
  readonly associated: Associated | null
  /** What the owner has returned just now without its PC. */
  readonly freed: Freed | null
  readonly outcome: Outcome | null
  /** The license a way out is sought for. */
  readonly stuckOn: ListedLicenseClaims | null
  readonly sentRequest: string | null
  /** The request that "Save a request file" is about. */
  readonly saving: Saving
  /** What was saved, or loaded without ending anything, just now. */
  readonly carried: Carried | null
  /** Where Back leads from what goes by file. */
  readonly offlineTo: Place
  readonly problem: Problem | null
  readonly busy: BusyWith | null
  readonly focus: Focus
  /** What the doctor has found; null before it has looked. */
  readonly examination: Examination | null
  readonly connection: ConnectionState | null
  /** Where Back leads to from "Help and settings". */
  readonly helpTo: Place
  /** Where "No" leads to from "Do you want to exit?". */
  readonly exitTo: Place
}

export type Place = ScreenName | 'exited'
export type Route = 'activate' | 'manage'
export type BusyWith = Effect['type']

/** What is known of this PC without network. */
export interface PcFacts {
  readonly hostName: string
  readonly locals: readonly LocalLicense[]
  readonly repaired: readonly Repaired[]
  /** Why something begun last time is still unfinished. */
  readonly repairRefusal: Refusal | null
  /** Why what the person had set counts for nothing. */
  readonly settingsRefusal: Refusal | null
  /** What was asked of Support from this PC, newest first. */
  readonly requests: readonly KnownRequest[]
  /** What left as a file and waits for its response, oldest first. */
  readonly waiting: readonly Pending[]
}

export interface Form {
  readonly mode: 'account' | 'key'
  readonly username: string
  readonly password: string
  readonly hasKey: boolean
  readonly key: string
  readonly wayOut: 'return-there' | 'lost-pc' | 'emergency' | 'ask-support'
  readonly reason: ReturnReason
  readonly email: string
  readonly message: string
  readonly help: 'doctor' | 'connection' | 'language'
  readonly proxy: ConnectionChoice['proxy']
  readonly address: string
  readonly caFile: string
  readonly server: string
  /** Where a request file is saved, and which response is loaded. */
  readonly file: string
  readonly response: string
}

/** `again`: the request waits already, and only its file is written once more. */
export interface Saving {
  readonly what: OperationKind
  readonly again: string | null
}

export type Carried =
  | {
      readonly kind: 'saved'
      readonly what: OperationKind
      readonly products: readonly string[]
      readonly path: string
    }
  | { readonly kind: 'keys'; readonly issuer: string }

/** The proofs that stand in the form now. */
export interface Typed {
  readonly account: { readonly username: string; readonly password: string } | null
  readonly key: string | null
}

export interface Session {
  readonly username: string
  readonly password: string
  readonly signIn: SignIn
}

export interface Seen {
  readonly typed: Typed
  readonly answer: Answer
}

export interface Associated {
  readonly account: string
  /** Rows of the answer: newly associated, already so, or refused. */
  readonly rows: readonly ResponseRow[]
}

export interface Freed {
  readonly products: readonly string[]
}

/** What Step 4 tells. */
export interface Outcome {
  readonly done: readonly DoneRow[]
  readonly operationIds: readonly string[]
  readonly account: string | null
  readonly command: string
}

export interface DoneRow {
  readonly did: Exclude<RowAction, 'none'> | 'emergency'
  readonly licenseId: string
  /** How the row was called before it was asked for; used where the answer does not name it. */
  readonly product: string
  readonly row: ResponseRow
  /** The operation that the row was part of; null where it was refused before there was one. */
  readonly operationId: string | null
}

/** A "no", or something that must be put right, on the present screen. */
export type Problem =
  | { readonly kind: 'refusal'; readonly refusal: Refusal }
  | { readonly kind: 'words'; readonly words: string }
  /** What cannot be used as the way to the server. */
  | { readonly kind: 'fault'; readonly why: ConnectionFault['why'] }
  /** A mistyped key, and the only key one slip away. */
  | { readonly kind: 'key'; readonly refusal: Refusal; readonly suggestion: string | null }

/** What a look-up is for: to name the licenses while typing goes on, to say what Next will do, or to go on to Step 3. */
export type Purpose = 'stay' | 'preview' | 'proceed'

/** What the shell does for the flow, through the engine. */
export type Effect =
  | {
      readonly type: 'look-up'
      readonly typed: Typed
      readonly session: Session | null
      readonly purpose: Purpose
    }
  | { readonly type: 'associate'; readonly typed: Typed; readonly session: Session | null }
  | {
      readonly type: 'activate'
      readonly typed: Typed
      readonly session: Session | null
      readonly rows: readonly ActivateRow[]
    }
  | {
      readonly type: 'manage'
      readonly typed: Typed
      readonly session: Session | null
      readonly returns: readonly ManagedRow[]
      readonly transfers: readonly ManagedRow[]
      readonly associates: readonly ManagedRow[]
    }
  | {
      readonly type: 'ask-support'
      readonly typed: Typed
      readonly session: Session | null
      readonly ask: SupportAsk
    }
  | {
      readonly type: 'lost-pc'
      readonly typed: Typed
      readonly session: Session | null
      readonly licenseIds: SupportAsk['licenseIds']
      readonly reason: SelfReturnReason
    }
  | {
      readonly type: 'emergency'
      readonly typed: Typed
      readonly session: Session | null
      readonly licenses: readonly ManagedRow[]
    }
  /** Looks for a name that a request file may have. */
  | { readonly type: 'suggest-file'; readonly saving: Saving }
  | {
      readonly type: 'save-request'
      readonly saving: Saving
      readonly key: string
      readonly licenseIds: SupportAsk['licenseIds']
      readonly path: string
    }
  | { readonly type: 'load'; readonly file: CarriedFile }
  | { readonly type: 'refresh-requests' }
  | { readonly type: 'examine' }
  /** Trusts the server that answers now, and looks again. */
  | { readonly type: 'forget-server' }
  | { readonly type: 'read-connection' }
  | { readonly type: 'use-connection'; readonly choice: ConnectionChoice }
  | { readonly type: 'speak'; readonly tag: string }
  | { readonly type: 'reload' }
  /** Opens the licenses of this PC once more. */
  | { readonly type: 'open' }

/** What this PC holds, read again. */
export type PcNow = Pick<PcFacts, 'locals' | 'requests' | 'waiting'>

export interface ManagedRow {
  readonly licenseId: SupportAsk['licenseIds'][number]
  readonly product: string
}

/** What came of an effect. */
export type Report =
  | {
      readonly type: 'looked-up'
      readonly typed: Typed
      readonly session: Session | null
      readonly answer: Answer
      readonly purpose: Purpose
    }
  | {
      readonly type: 'key-replaced'
      readonly typed: Typed
      readonly session: Session | null
      readonly refusal: Refusal
      readonly purpose: Purpose
    }
  | { readonly type: 'associated'; readonly session: Session | null; readonly answer: Answer }
  | { readonly type: 'activated'; readonly session: Session | null; readonly answer: Answer }
  | {
      readonly type: 'managed'
      readonly session: Session | null
      readonly done: readonly DoneRow[]
      readonly operationIds: readonly string[]
      readonly account: string | null
    }
  | {
      readonly type: 'asked'
      readonly session: Session | null
      readonly answer: Answer
      readonly requests: readonly KnownRequest[]
    }
  | {
      readonly type: 'lost-pc-returned'
      readonly typed: Typed
      readonly session: Session | null
      readonly answer: Answer
    }
  | {
      readonly type: 'emergency-given'
      readonly typed: Typed
      readonly session: Session | null
      readonly licenses: readonly ManagedRow[]
      readonly answer: Answer
    }
  | { readonly type: 'file-suggested'; readonly saving: Saving; readonly path: string }
  /** `problem` is null once the file is there; what waits is told either way. */
  | { readonly type: 'saved'; readonly carried: Carried; readonly problem: Problem | null; readonly pc: PcNow }
  | {
      readonly type: 'loaded'
      readonly what: OperationKind
      readonly answer: Answer
      readonly file: string
      readonly pc: PcNow
    }
  | { readonly type: 'keys-loaded'; readonly issuer: string }
  | { readonly type: 'requests-heard'; readonly requests: readonly KnownRequest[]; readonly refusal: Refusal | null }
  | { readonly type: 'examined'; readonly examination: Examination }
  | { readonly type: 'connection-read'; readonly connection: ConnectionState }
  | { readonly type: 'connection-faulty'; readonly fault: ConnectionFault }
  | { readonly type: 'spoken' }
  | { readonly type: 'refused'; readonly session: Session | null; readonly refusal: Refusal }
  | { readonly type: 'reloaded'; readonly pc: PcFacts }

/** A state, and what must be done for it, if anything. */
export interface Turn {
  readonly state: FlowState
  readonly effect: Effect | null
}

const EMPTY_FORM: Form = {
  mode: 'account',
  username: '',
  password: '',
  hasKey: false,
  key: '',
  wayOut: 'return-there',
  reason: 'lost-pc',
  email: '',
  message: '',
  help: 'doctor',
  proxy: 'system',
  address: '',
  caFile: '',
  server: '',
  file: '',
  response: '',
}

/** The wizard as it opens: at Step 1, the likely next step chosen beforehand. */
export function openFlow(pc: PcFacts, form: Form = EMPTY_FORM): FlowState {
  return {
    pc,
    place: 'start',
    route: likelyRoute(pc),
    form,
    actions: {},
    session: null,
    seen: null,
    replaced: null,
    associated: null,
    freed: null,
    outcome: null,
    stuckOn: null,
    sentRequest: null,
    saving: { what: 'activate', again: null },
    carried: null,
    offlineTo: 'start',
    problem: null,
    busy: null,
    focus: { on: 'route', turn: 0 },
    examination: null,
    connection: null,
    helpTo: 'start',
    exitTo: 'start',
  }
}

/** Before the licenses of this PC could be opened. */
export function openShut(refusal: Refusal): FlowState {
  const nothing = { hostName: '', locals: [], repaired: [], repairRefusal: null, settingsRefusal: null }
  const opened = openFlow({ ...nothing, requests: [], waiting: [] })
  return { ...opened, place: 'shut', problem: { kind: 'refusal', refusal }, focus: { on: 'again', turn: 0 } }
}

/** Whoever has no license here came to get one; whoever has some, to manage them. */
function likelyRoute(pc: PcFacts): Route {
  return pc.locals.some(isHeld) ? 'manage' : 'activate'
}

/** Whether a license file stands for a license that this PC holds. */
export function isHeld(local: LocalLicense): boolean {
  return local.state !== 'returned'
}

/** The proofs in the form; an account without its key where the box is not checked, and so on. */
export function typedOf({ mode, username, password, hasKey, key }: Form): Typed {
  if (mode === 'key') return { account: null, key }
  return { account: { username: username.trim(), password }, key: hasKey ? key : null }
}

/** Whether two proofs are the same, so that what one has shown holds for the other. */
export function isSameProof(a: Typed, b: Typed): boolean {
  return a.key === b.key && a.account?.username === b.account?.username && a.account?.password === b.account?.password
}

/** What the server showed for the proofs now in the form, by product; null before it was asked. */
export function seenNow(state: FlowState): Answer | null {
  if (state.seen === null || !isSameProof(state.seen.typed, typedOf(state.form))) return null
  const { answer } = state.seen
  return { ...answer, licenses: byProduct(answer.licenses) }
}
