import { describe, expect, test } from 'vitest'
import { can } from '@latchkey/core/access'
import type { AccountId, LicenseId } from '@latchkey/core/ids'
import { decide, type LicenseCommand, type Proof } from '@latchkey/core/license'
import {
  askerOf,
  decideRemoval,
  isOwnedBy,
  licensesToMove,
  receiverOf,
  refusalOfInvitation,
  refusalOfInvitationLink,
} from '@latchkey/core/organization'
import { decideActivation, productsVisible } from '@latchkey/core/seats'
import { CT, ELSE, HERE, inState, keyOf, ME, NOW, OTHER } from './licenses.ts'

const ANN = 'ANN' as AccountId
const STATES = ['-/-', '-/HERE', '-/ELSE', 'ME/-', 'ME/HERE', 'ME/ELSE', 'OTHER/-', 'OTHER/HERE', 'OTHER/ELSE']
/** Ann owns the organization ME, and what she associates goes there: she is ME. */
const OWNER = { account: ANN, organizations: { owned: [ME], receiving: ME } }
const SELF = { account: ME }
const ALLOWANCE = { left: 2, nextAt: null }

type Signed = typeof OWNER | typeof SELF
function commandsOf(signed: Signed): readonly LicenseCommand[] {
  const proofs: readonly Proof[] = [
    { ...signed, kind: 'account' },
    { ...signed, kind: 'account-and-key' },
  ]
  return [
    { ...signed, type: 'associate' },
    { ...signed, type: 'owner-return', allowance: ALLOWANCE },
    ...proofs.flatMap((proof): readonly LicenseCommand[] => [
      { type: 'activate', host: HERE, proof },
      { type: 'return', host: HERE, proof },
      { type: 'emergency', host: HERE, proof },
    ]),
  ]
}

describe.each(STATES)('%s', (state) => {
  test("is decided for an owner of an organization as for ME, in every cell of the license's life", () => {
    const license = inState(state)
    const forOwner = commandsOf(OWNER).map((command) => decide(license, command, NOW))
    expect(forOwner).toEqual(commandsOf(SELF).map((command) => decide(license, command, NOW)))
  })

  test('is nothing of a person who was removed, whatever setting they have left', () => {
    const removed = { account: ANN, organizations: { owned: [], receiving: ME } }
    const stranger = { account: ANN }
    const license = inState(state)
    const decided = [removed, stranger].map((signed) =>
      [decide(license, { ...signed, type: 'associate' }, NOW)].concat(
        decide(license, { type: 'return', host: HERE, proof: { ...signed, kind: 'account-and-key' } }, NOW),
      ),
    )
    expect(decided[0]).toEqual(decided[1])
  })
})

test('an owner sees the licenses of the organization and their own, and no others', () => {
  const key = keyOf(['OTHER/-', 'ME/-', '-/-'])
  const proof: Proof = { ...OWNER, kind: 'account' }
  expect(productsVisible(key, proof)).toEqual([CT])
  expect(decideActivation(key, CT, HERE, proof, NOW)?.license.associatedTo).toBe(ME)
  expect(productsVisible(keyOf(['OTHER/-', '-/-']), proof)).toEqual([])
})

test('a license of the organization that an owner associates again stays where it is, whatever receives new ones', () => {
  const personal = { account: ANN, organizations: { owned: [ME], receiving: null } }
  expect(decide(inState('ME/ELSE'), { ...personal, type: 'associate' }, NOW)).toEqual({ ok: true, value: [] })
  expect(decide(inState('-/-'), { ...personal, type: 'associate' }, NOW)).toEqual({
    ok: true,
    value: [{ type: 'associated', to: ANN }],
  })
})

test('KB1023 2.E moves a license of somebody else to the account that receives', () => {
  const proof: Proof = { ...OWNER, kind: 'account-and-key' }
  expect(decide(inState('OTHER/HERE'), { type: 'return', host: HERE, proof }, NOW)).toEqual({
    ok: true,
    value: [
      { type: 'returned', from: HERE, by: 'host' },
      { type: 'transferred', from: OTHER, to: ME },
    ],
  })
})

test('new associations go to the organization only while it is owned', () => {
  expect(receiverOf(OWNER)).toBe(ME)
  expect(receiverOf({ account: ANN, organizations: { owned: [OTHER], receiving: ME } })).toBe(ANN)
  expect(receiverOf({ account: ANN })).toBe(ANN)
  expect(isOwnedBy(OWNER, null)).toBe(false)
})

test('a request about licenses of the organization alone is its own; of several owners it is the person’s', () => {
  expect(askerOf(OWNER, [inState('ME/ELSE'), inState('ME/ELSE')])).toBe(ME)
  expect(askerOf(OWNER, [inState('ME/ELSE'), inState('-/ELSE')])).toBe(ANN)
  expect(askerOf(OWNER, [inState('OTHER/ELSE')])).toBe(ANN)
  expect(askerOf(OWNER, [])).toBe(ANN)
  expect(ELSE).toBe('ELSE')
})

test('an owner goes, the last one stays, and who is none is not found', () => {
  expect(decideRemoval({ id: ME, owners: [ANN, OTHER] }, ANN)).toEqual({ ok: true, value: [OTHER] })
  expect(decideRemoval({ id: ME, owners: [ANN] }, ANN)).toEqual({ ok: false, error: 'LAST_OWNER' })
  expect(decideRemoval({ id: ME, owners: [ANN] }, OTHER)).toEqual({ ok: false, error: 'NOT_FOUND' })
})

test.each([
  [{ by: ANN, invited: ANN, isPending: false }, 'INVITATION_TO_SELF'],
  [{ by: ANN, invited: ME, isPending: false }, 'OWNER_ALREADY'],
  [{ by: ANN, invited: OTHER, isPending: true }, 'INVITATION_PENDING'],
  [{ by: ANN, invited: null, isPending: true }, 'INVITATION_PENDING'],
  [{ by: ANN, invited: OTHER, isPending: false }, null],
  [{ by: ANN, invited: null, isPending: false }, null],
] as const)('an invitation %j: %s', (asked, refusal) => {
  expect(refusalOfInvitation({ id: ME, owners: [ANN, ME] }, asked)).toBe(refusal)
})

test('the link of an invitation works once, until its time is over or it is withdrawn', () => {
  expect(refusalOfInvitationLink(null, NOW)).toBe('LINK_UNKNOWN')
  expect(refusalOfInvitationLink({ state: 'withdrawn', expiresAt: NOW + 1 }, NOW)).toBe('LINK_UNKNOWN')
  expect(refusalOfInvitationLink({ state: 'accepted', expiresAt: NOW + 1 }, NOW)).toBe('LINK_USED')
  expect(refusalOfInvitationLink({ state: 'offered', expiresAt: NOW }, NOW)).toBe('LINK_EXPIRED')
  expect(refusalOfInvitationLink({ state: 'offered', expiresAt: NOW + 1 }, NOW)).toBe(null)
})

test('a person moves their own licenses to the organization, never one of somebody else', () => {
  const ids = ['lic_1', 'lic_2', 'lic_3'] as LicenseId[]
  const licenses = ids.map((id, i) => ({ id, associatedTo: [ANN, ANN, OTHER][i] ?? null }))
  expect(licensesToMove(ANN, licenses, [])).toEqual(['lic_1', 'lic_2'])
  expect(licensesToMove(ANN, licenses, ['lic_2', 'lic_2'] as LicenseId[])).toEqual(['lic_2'])
  expect(licensesToMove(ANN, licenses, ['lic_1', 'lic_3'] as LicenseId[])).toBe(null)
})

test('what an organization has is its owners’ own, and nobody else’s', () => {
  const owner = { type: 'account', id: ANN, organizations: [ME] } as const
  expect(can(owner, 'own:write', { owners: [ME] })).toBe(true)
  expect(can(owner, 'own:write', { owners: [OTHER, null] })).toBe(false)
  expect(can({ type: 'account', id: ANN }, 'own:read', { owners: [ME] })).toBe(false)
  expect(can(owner, 'licenses:read', { owners: [ME] })).toBe(false)
})
