import { describe, expect, test } from 'vitest'
import {
  type Action,
  ACTIONS,
  type Actor,
  can,
  isSamePerson,
  isTokenKept,
  OWN_ACTIONS,
  type StaffRole,
} from '@latchkey/core/access'
import type { AccountId, ApiTokenId, HostId, StaffId } from '@latchkey/core/ids'

/** Who may do what: the whole table. */
const TABLE = `
action                 | support | sales | admin | auditor
catalog:read           | yes     | yes   | yes   | yes
catalog:write          |         |       | yes   |
keys:read              | yes     | yes   | yes   | yes
keys:issue             |         | yes   | yes   |
licenses:read          | yes     | yes   | yes   | yes
licenses:write         |         |       | yes   |
licenses:support-return| yes     |       | yes   |
hosts:read             | yes     |       | yes   | yes
accounts:read          | yes     | yes   | yes   | yes
accounts:write         |         |       | yes   |
return-requests:read   | yes     |       | yes   | yes
return-requests:write  | yes     |       | yes   |
return-requests:decide | yes     |       | yes   |
transfers:read         | yes     |       | yes   | yes
transfers:decide       | yes     |       | yes   |
events:read            | yes     |       | yes   | yes
webhooks:read          |         |       | yes   | yes
webhooks:write         |         |       | yes   |
staff:read             |         |       | yes   | yes
staff:write            |         |       | yes   |
tokens:read            |         |       | yes   | yes
tokens:write           |         |       | yes   |
mails:read             |         |       | yes   | yes
mails:write            |         |       | yes   |
`
const [head = [], ...rows] = TABLE.trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))

test('the table names every action', () => {
  expect(rows.map(([action]) => action)).toEqual([...ACTIONS])
})

/** Whoever makes tokens sees them. */
const MAKES: Partial<Record<Action, Action>> = { 'tokens:read': 'tokens:write' }

test('a token that makes tokens sees them', () => {
  expect(can({ type: 'token', id: 'tok_1' as ApiTokenId, scopes: ['tokens:write'] }, 'tokens:read')).toBe(true)
})

describe.each(rows)('%s', (...row) => {
  const action = row[0] as Action

  test.each(head.slice(1).map((role, i) => [role as StaffRole, row[i + 1] === 'yes'] as const))(
    '%s: %s',
    (role, expected) => {
      expect(can({ type: 'staff', id: 'stf_1' as StaffId, role }, action)).toBe(expected)
    },
  )

  test.each<Actor>([
    { type: 'anonymous' },
    { type: 'host', id: 'host' as HostId },
    { type: 'account', id: 'acc_1' as AccountId },
    { type: 'token', id: 'tok_1' as ApiTokenId, scopes: [] },
    {
      type: 'token',
      id: 'tok_1' as ApiTokenId,
      scopes: ACTIONS.filter((other) => other !== action && other !== MAKES[action]),
    },
  ])('not for %j', (actor) => {
    expect(can(actor, action)).toBe(false)
  })

  test('for a token with that scope', () => {
    expect(can({ type: 'token', id: 'tok_1' as ApiTokenId, scopes: [action] }, action)).toBe(true)
  })
})

describe.each(OWN_ACTIONS)('%s', (action) => {
  const ann: Actor = { type: 'account', id: 'acc_1' as AccountId }
  const others: readonly Actor[] = [
    { type: 'anonymous' },
    { type: 'host', id: 'host' as HostId },
    { type: 'staff', id: 'stf_1' as StaffId, role: 'admin' },
    { type: 'token', id: 'tok_1' as ApiTokenId, scopes: ACTIONS },
  ]

  test('is for accounts, with what is their own', () => {
    expect(can(ann, action)).toBe(true)
    expect(can(ann, action, { owners: ['acc_2' as AccountId, ann.id] })).toBe(true)
    for (const owners of [[], [null], ['acc_2' as AccountId]]) expect(can(ann, action, { owners })).toBe(false)
  })

  test.each(others)('is not for %j', (actor) => {
    expect(can(actor, action)).toBe(false)
    expect(can(actor, action, { owners: ['acc_1' as AccountId] })).toBe(false)
  })
})

describe('a token and whoever made it', () => {
  const session = { type: 'staff', id: 'stf_ann', person: 'stf_ann' as StaffId }
  const token = { type: 'token', id: 'tok_1', person: 'stf_ann' as StaffId }
  const operators = { type: 'token', id: 'tok_2', person: null }
  test.each([
    [session, session, true],
    [session, token, true],
    [token, { ...token, id: 'tok_3' }, true],
    [token, { ...token, person: 'stf_bob' as StaffId }, false],
    [session, { type: 'staff', id: 'stf_bob', person: 'stf_bob' as StaffId }, false],
    [operators, operators, true],
    [operators, { ...operators, id: 'tok_4' }, false],
    [operators, session, false],
    [{ type: 'system', id: null, person: null }, operators, false],
  ])('%o and %o are one person: %s', (first, second, isSame) => {
    expect(isSamePerson(first, second)).toBe(isSame)
    expect(isSamePerson(second, first)).toBe(isSame)
  })

  test('end with the role that let them do what they may', () => {
    expect(isTokenKept(['keys:issue', 'keys:read'], 'sales')).toBe(true)
    expect(isTokenKept(['keys:issue', 'staff:write'], 'sales')).toBe(false)
    expect(isTokenKept([...ACTIONS], 'admin')).toBe(true)
    expect(isTokenKept(['keys:read'], null)).toBe(false)
  })
})
