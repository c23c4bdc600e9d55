import type { AccountId, ApiTokenId, EpochMs, HostId, StaffId } from './ids.ts'
import { LIMITS } from './limits.ts'

/** Who asks. Hosts and keys are proven per license by `decide`; this table is about people and tokens. */
export type Actor =
  | { readonly type: 'anonymous' }
  | { readonly type: 'host'; readonly id: HostId }
  /** `organizations`: those that the account owns at this moment; whatever is theirs is its own too. */
  | { readonly type: 'account'; readonly id: AccountId; readonly organizations?: readonly AccountId[] }
  | { readonly type: 'staff'; readonly id: StaffId; readonly role: StaffRole }
  | { readonly type: 'token'; readonly id: ApiTokenId; readonly scopes: readonly Action[] }

export const STAFF_ROLES = ['support', 'sales', 'admin', 'auditor'] as const

export type StaffRole = (typeof STAFF_ROLES)[number]

/** Everything somebody may be allowed to do through the API; also the scopes of API tokens. */
export const ACTIONS = [
  'catalog:read',
  'catalog:write',
  'keys:read',
  'keys:issue',
  'licenses:read',
  'licenses:write',
  'licenses:support-return',
  'hosts:read',
  'accounts:read',
  'accounts:write',
  'return-requests:read',
  'return-requests:write',
  'return-requests:decide',
  'transfers:read',
  'transfers:decide',
  'events:read',
  'webhooks:read',
  'webhooks:write',
  'staff:read',
  'staff:write',
  'tokens:read',
  'tokens:write',
  'mails:read',
  'mails:write',
] as const

export type Action = (typeof ACTIONS)[number]

/** What an account may do, with what is its own only; no token has them: tokens are the vendor's. */
export const OWN_ACTIONS = ['own:read', 'own:write'] as const

export type OwnAction = (typeof OWN_ACTIONS)[number]

const READS: readonly Action[] = [
  'catalog:read',
  'keys:read',
  'licenses:read',
  'hosts:read',
  'accounts:read',
  'return-requests:read',
  'transfers:read',
  'events:read',
]

/** Role x action: the whole table of who may do what. */
export const ACTIONS_BY_ROLE = {
  support: [...READS, 'licenses:support-return', 'return-requests:write', 'return-requests:decide', 'transfers:decide'],
  sales: ['catalog:read', 'keys:read', 'keys:issue', 'licenses:read', 'accounts:read'],
  admin: ACTIONS,
  auditor: [...READS, 'webhooks:read', 'staff:read', 'tokens:read', 'mails:read'],
} as const satisfies Record<StaffRole, readonly Action[]>

/** Something that belongs to accounts: an owner, or both sides of a transfer. */
export interface Owned {
  readonly owners: readonly (AccountId | null)[]
}

/**
 * Whether an actor may do something; with an object, whether to that one. Without, whether at all. An account's "no" about an object
 * that is there is answered like one that is not (404): nobody learns what others have.
 */
export function can(actor: Actor, action: Action | OwnAction, object?: Owned): boolean {
  switch (actor.type) {
    case 'staff':
      return (ACTIONS_BY_ROLE[actor.role] as readonly (Action | OwnAction)[]).includes(action)
    case 'token':
      return isWithin(actor.scopes, action)
    case 'account':
      return isOwnAction(action) && (object === undefined || object.owners.some((owner) => isSelf(actor, owner)))
    case 'anonymous':
    case 'host':
      return false
  }
}

/** A token that may make tokens sees them: reading was no action of its own when the first were made. */
function isWithin(scopes: readonly (Action | OwnAction)[], action: Action | OwnAction): boolean {
  return scopes.includes(action) || (action === 'tokens:read' && scopes.includes('tokens:write'))
}

function isSelf({ id, organizations = [] }: Extract<Actor, { type: 'account' }>, owner: AccountId | null): boolean {
  return owner !== null && (owner === id || organizations.includes(owner))
}

/** Whether an actor may replace a key: taking licenses back meanwhile is a support return, whoever may issue keys. */
export function canRotate(
  actor: Actor,
  { returning, releasing }: { readonly returning: readonly unknown[]; readonly releasing: readonly unknown[] },
): boolean {
  const takesBack = returning.length + releasing.length > 0
  return can(actor, 'keys:issue') && (!takesBack || can(actor, 'licenses:support-return'))
}

/** Whoever decided something: a member of staff or a program, as events name them, and the person behind it. */
export interface Agent {
  readonly type: string
  readonly id: string | null
  /** Of a token: who made it, or made the token that made it; null if that was whoever runs the server. */
  readonly person: StaffId | null
}

/** Whether two agents are one: a second agent is another person, not the first one's API token or the other way round. */
export function isSamePerson(first: Agent, second: Agent): boolean {
  const [one, other] = [first, second].map(({ person, type, id }) => person ?? `${type} ${id}`)
  return one === other
}

/** Whether a token goes on when whoever made it has `role` from now on, or null: none. It may never do more than they. */
export function isTokenKept(scopes: readonly Action[], role: StaffRole | null): boolean {
  return role !== null && scopes.every((scope) => (ACTIONS_BY_ROLE[role] as readonly Action[]).includes(scope))
}

/** Whether something is about what is an account's own: then an organization it owns may be meant. */
export function isOwnAction(action: Access): action is OwnAction {
  return action === 'own:read' || action === 'own:write'
}

/**
 * Who may call an operation: anybody; a person whose sign-in still lacks its second factor too (`signing-in`); any person who is
 * signed in; a member of staff; or whoever {@link can} do an action.
 */
export type Access = 'anybody' | 'signing-in' | 'signed-in' | 'staff' | Action | OwnAction

/** What an operation asks of its caller. */
export interface AccessRule {
  readonly access: Access
  /** Of people signed in: only within `LIMITS.stepUpMs` of having shown their password or second factor again. */
  readonly stepUp?: true
}

/** How far a person's sign-in has come; API tokens have none. */
export interface SessionFacts {
  /** What it still lacks before it may do anything else. */
  readonly needs: 'second-factor' | 'second-factor-set-up' | null
  /** When the person last showed a password or second factor. */
  readonly provenAt: EpochMs
}

export type AccessRefusal = 'NOT_SIGNED_IN' | 'NOT_ALLOWED' | 'SECOND_FACTOR_REQUIRED' | 'STEP_UP_REQUIRED'

/** Why an actor may not call an operation at `now`, or null: the one place where that is decided. */
export function refusalOfAccess(
  actor: Actor,
  session: SessionFacts | null,
  { access, stepUp }: AccessRule,
  now: EpochMs,
): AccessRefusal | null {
  if (access === 'anybody') return null
  if (actor.type === 'anonymous' || actor.type === 'host') return 'NOT_SIGNED_IN'
  if (access !== 'signing-in' && session !== null && session.needs !== null) return 'SECOND_FACTOR_REQUIRED'
  if (!isFor(actor, access)) return 'NOT_ALLOWED'
  const isFresh = session === null || now - session.provenAt <= LIMITS.stepUpMs
  return stepUp === true && !isFresh ? 'STEP_UP_REQUIRED' : null
}

function isFor(actor: Actor, access: Exclude<Access, 'anybody'>): boolean {
  if (access === 'signing-in' || access === 'signed-in') return actor.type !== 'token'
  if (access === 'staff') return actor.type === 'staff'
  return can(actor, access)
}
