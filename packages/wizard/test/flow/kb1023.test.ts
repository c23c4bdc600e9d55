import { expect, test } from 'vitest'
import { issueKey, openPc, openVendor } from '../memory-engine.ts'
import { noteOf, openWalk, typeProof } from './walk.ts'

test('route 1: Next associates, Step 3 says it is done, and it stays after Cancel and Yes', async () => {
  const vendor = openVendor()
  const key = issueKey(vendor, 1, ['ct', 'izot-net-server'])
  const walk = await openWalk(openPc(vendor, 'PC-1'))
  expect(walk.screen().controls).toMatchObject([
    { label: 'Activate product license', checked: true },
    { label: 'Manage', checked: false },
  ])
  await walk.press('next')
  typeProof(walk, { account: 'maria', key })
  await walk.press('next')
  expect(walk.screen().name).toBe('credentials')
  expect(walk.words()).toContain(
    'Next > will associate 2 licenses to maria: Commissioning Tool and IzoT Net Server; this stays even if you cancel.',
  )
  expect(vendor.keys.get('key_1' as never)?.licenses.map(({ associatedTo }) => associatedTo)).toEqual([null, null])
  await walk.press('next')
  expect(walk.screen()).toMatchObject({ name: 'licenses', step: 3 })
  expect(walk.words()).toContain('Associated to maria: Commissioning Tool and IzoT Net Server. This is done already')
  await walk.press('cancel')
  expect(walk.screen().title).toBe('Do you want to exit?')
  expect(walk.words()).toContain('Commissioning Tool and IzoT Net Server stay associated to maria.')
  await walk.press('yes')
  expect(walk.state().place).toBe('exited')
  expect(vendor.keys.get('key_1' as never)?.licenses.map(({ associatedTo }) => associatedTo)).toEqual([
    'acc_maria',
    'acc_maria',
  ])
})

test('route 2: D to G, from one account to another on the PC that holds the license', async () => {
  const vendor = openVendor()
  const key = issueKey(vendor, 1, ['ct'])
  const engine = openPc(vendor, 'PC-1')
  const owner = await engine.signIn('otto', 'staple staple staple')
  if (!owner.ok) throw new Error('otto exists')
  await engine.associate({ key, signIn: owner.value })

  const walk = await openWalk(engine)
  // D. "Use my Activation Key", change the Action to Activate, Next, OK, Restart.
  await walk.press('next')
  typeProof(walk, { key })
  await walk.press('next')
  expect(walk.words()).toContain('is for Commissioning Tool')
  await walk.press('next')
  expect(walk.screen().name).toBe('licenses')
  expect(walk.row('Commissioning Tool').cells.associatedTo).toBe('another account')
  walk.choose('Commissioning Tool', 'activate')
  await walk.press('next')
  expect(walk.screen().buttons.map(({ label }) => label)).toEqual(['OK', 'Back', 'Cancel'])
  await walk.press('ok')
  expect(walk.row('Commissioning Tool').status).toEqual({ good: true, words: 'Succeeded' })
  await walk.press('restart')
  // E. Manage, Return, account and key, Next; Status Succeeded; Restart.
  expect(walk.state().route).toBe('manage')
  await walk.press('next')
  walk.choose('Commissioning Tool', 'return')
  await walk.press('next')
  expect(walk.screen()).toMatchObject({ name: 'credentials', step: 3 })
  typeProof(walk, { account: 'maria', key })
  await walk.press('next')
  expect(walk.words()).toContain('moves from the account it has to maria; its owner is told.')
  await walk.press('next')
  expect(walk.screen()).toMatchObject({ name: 'result', step: 4 })
  expect(walk.row('Commissioning Tool')).toMatchObject({
    status: { words: 'Succeeded' },
    cells: { associatedTo: 'maria', activatedOn: '-' },
  })
  await walk.press('restart')
  // G. Activate again, with the account alone.
  expect(walk.state().route).toBe('activate')
  await walk.press('next')
  typeProof(walk, { account: 'maria' })
  await walk.press('next')
  expect(walk.screen().name).toBe('licenses')
  walk.choose('Commissioning Tool', 'activate')
  await walk.press('next')
  await walk.press('ok')
  expect(walk.row('Commissioning Tool')).toMatchObject({
    status: { words: 'Succeeded' },
    notes: ['Active on this PC now.', 'Associated to maria.'],
  })
})

test('who signs in with account and key at 2.D, against the warning, is told and may still activate', async () => {
  const vendor = openVendor()
  const key = issueKey(vendor, 1, ['ct'])
  const engine = openPc(vendor, 'PC-1')
  const owner = await engine.signIn('otto', 'staple staple staple')
  if (!owner.ok) throw new Error('otto exists')
  await engine.associate({ key, signIn: owner.value })
  const walk = await openWalk(engine)
  await walk.press('next')
  typeProof(walk, { account: 'maria', key })
  await walk.press('next')
  expect(walk.words()).toContain(
    'Commissioning Tool will not be associated: This license is associated to another account',
  )
  await walk.press('next')
  expect(noteOf(walk.row('Commissioning Tool'))).toContain('Associate is not possible')
  expect(walk.row('Commissioning Tool').action?.options).toMatchObject([{ refused: null }, { refused: null }])
})

test('a license active elsewhere names the PC and since when, cannot be chosen, and offers the ways out', async () => {
  const vendor = openVendor()
  const key = issueKey(vendor, 1, ['ct'])
  await openPc(vendor, 'OLD-PC').activate({ key }, [{ keyId: 'key_1' as never, product: 'ct' as never }])
  const walk = await openWalk(openPc(vendor, 'PC-1'))
  await walk.press('next')
  typeProof(walk, { key })
  await walk.press('next')
  await walk.press('next')
  const row = walk.row('Commissioning Tool')
  expect(noteOf(row)).toContain(
    'Activate is not possible: This license is active on OLD-PC since Nov\u00A024,\u00A02026.',
  )
  walk.choose('Commissioning Tool', 'activate')
  expect(walk.row('Commissioning Tool').action?.value).toBe('none')
  await walk.press(row.links[0]?.name ?? '')
  expect(walk.screen().controls).toMatchObject([
    { label: 'Return it there' },
    { label: 'I no longer have that PC' },
    { label: 'Go on at once with an emergency license' },
    { label: 'Ask Support' },
  ])
  walk.set('wayOut', 'lost-pc')
  await walk.press('next')
  expect(walk.screen().controls.slice(-2)).toMatchObject([
    { name: 'email', value: '' },
    { name: 'message', value: expect.stringContaining('key ending in') },
  ])
  await walk.press('send')
  expect(walk.screen().name).toBe('support')
  walk.set('email', 'maria@example.com')
  await walk.press('send')
  expect(walk.words()).toContain("Your request rr_1 is in Support's queue.")
})
