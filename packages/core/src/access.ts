import type { AccountId, ApiTokenId, HostId, StaffId } from './ids.ts'

/** Who asks. Hosts and keys are proven per license by `decide`; this table is about people and tokens. */
export type Actor =
  | { readonly type: 'anonymous' }
  | { readonly type: 'host'; readonly id: HostId }
  | { readonly type: 'account'; readonly id: AccountId }
  | { readonly type: 'staff'; readonly id: StaffId; readonly role: StaffRole }
  | { readonly type: 'token'; readonly id: ApiTokenId; readonly scopes: readonly Action[] }

export type StaffRole = 'support' | 'sales' | 'admin' | 'auditor'

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
  'return-requests:decide',
  'events:read',
  'staff:write',
  'tokens:write',
] as const

export type Action = (typeof ACTIONS)[number]

const READS: readonly Action[] = [
  'catalog:read',
  'keys:read',
  'licenses:read',
  'hosts:read',
  'accounts:read',
  'return-requests:read',
  'events:read',
]

/** Role x action: the whole table of who may do what. */
export const ACTIONS_BY_ROLE = {
  support: [...READS, 'licenses:support-return', 'return-requests:decide'],
  sales: ['catalog:read', 'keys:read', 'keys:issue', 'licenses:read', 'accounts:read'],
  admin: ACTIONS,
  auditor: READS,
} as const satisfies Record<StaffRole, readonly Action[]>

/** Whether an actor may do something at all. */
export function can(actor: Actor, action: Action): boolean {
  switch (actor.type) {
    case 'staff':
      return (ACTIONS_BY_ROLE[actor.role] as readonly Action[]).includes(action)
    case 'token':
      return actor.scopes.includes(action)
    case 'anonymous':
    case 'host':
    case 'account':
      return false
  }
}
