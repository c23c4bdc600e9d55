import { refusal } from '@latchkey/core/refusals'
import { describe, expect, test } from 'vitest'
import { issueKey, openPc, openVendor } from '../memory-engine.ts'
import { noteOf, openWalk, typeProof } from './walk.ts'

describe('every screen', () => {
  test('offers Back and Cancel, and asks before it exits', async () => {
    const vendor = openVendor()
    const key = issueKey(vendor, 1, ['ct'])
    const walk = await openWalk(openPc(vendor, 'PC-1'))
    const labels = () => walk.screen().buttons.map(({ label }) => label)
    expect(labels()).toEqual(['Next >', 'Back', 'Cancel'])
    expect(walk.screen().buttons[1]?.disabled).toBe('This is the first step.')
    await walk.press('next')
    expect(labels()).toEqual(['Next >', 'Back', 'This PC has no network', 'Cancel'])
    typeProof(walk, { key })
    await walk.press('next')
    await walk.press('next')
    expect(labels()).toEqual(['Next >', 'Back', 'Cancel'])
    await walk.press('cancel')
    expect(labels()).toEqual(['Yes', 'No'])
    await walk.press('no')
    expect(walk.screen().name).toBe('licenses')
    await walk.press('back')
    expect(walk.screen().name).toBe('credentials')
    await walk.press('back')
    expect(walk.screen().name).toBe('start')
  })

  test('after Cancel and No nothing typed is lost', async () => {
    const vendor = openVendor()
    const walk = await openWalk(openPc(vendor, 'PC-1'))
    await walk.press('next')
    walk.set('username', 'maria')
    walk.set('password', 'secret words here')
    await walk.press('cancel')
    await walk.press('no')
    expect(walk.screen().controls).toMatchObject([{}, { value: 'maria' }, { value: 'secret words here' }, {}, {}])
  })
})

describe('Step 2', () => {
  test('Next takes the focus to what is missing', async () => {
    const walk = await openWalk(openPc(openVendor(), 'PC-1'))
    await walk.press('next')
    await walk.press('next')
    expect(walk.screen().focus.on).toBe('username')
    walk.set('username', 'maria')
    await walk.press('next')
    expect(walk.screen().focus.on).toBe('password')
    walk.set('password', 'x')
    walk.set('hasKey', true)
    await walk.press('next')
    expect(walk.screen().focus.on).toBe('key')
  })

  test('a mistyped key is named without network, and its correction is offered', async () => {
    const vendor = openVendor()
    const key = issueKey(vendor, 1, ['ct'])
    const symbol = key[20] === '2' ? '3' : '2'
    const walk = await openWalk(openPc(vendor, 'PC-1'))
    vendor.offline = refusal('NETWORK_DNS', { server: 'x' })
    await walk.press('next')
    typeProof(walk, { key: `${key.slice(0, 20)}${symbol}${key.slice(21)}` })
    await walk.leave('key')
    expect(walk.words()).toContain('This is not a valid Activation Key.')
    expect(walk.words()).toContain(`Did you mean ${key[20]} in group 4?`)
    expect(walk.screen().controls.at(-1)).toMatchObject({ kind: 'link', label: `Use ${key}` })
    vendor.offline = null
    await walk.press('use-suggestion')
    expect(walk.state().form.key).toBe(key)
    expect(walk.words()).toContain('is for Commissioning Tool')
  })

  test('any paste of a key is formatted when the field is left, and the product is named before Next', async () => {
    const vendor = openVendor()
    const key = issueKey(vendor, 1, ['ct'])
    const walk = await openWalk(openPc(vendor, 'PC-1'))
    await walk.press('next')
    typeProof(walk, { key: key.toLowerCase().replaceAll('-', '  ') })
    await walk.leave('key')
    expect(walk.state().form.key).toBe(key)
    expect(walk.words()).toContain(`The key ending in ${key.slice(-5)} is for Commissioning Tool.`)
    expect(walk.screen().name).toBe('credentials')
  })

  test('a network failure keeps what was typed, says the way out, and Next tries again', async () => {
    const vendor = openVendor()
    const key = issueKey(vendor, 1, ['ct'])
    const walk = await openWalk(openPc(vendor, 'PC-1'))
    vendor.offline = refusal('NETWORK_TIMEOUT', { server: 'licenses.example' })
    await walk.press('next')
    typeProof(walk, { account: 'maria', key })
    await walk.press('next')
    expect(walk.words()).toContain('took too long to answer')
    expect(walk.words()).toContain('Code NETWORK_TIMEOUT')
    expect(walk.words()).toContain('Nothing you typed is lost. Next > tries again.')
    expect(walk.state().form).toMatchObject({ username: 'maria', key })
    vendor.offline = null
    await walk.press('next')
    await walk.press('next')
    expect(walk.screen().name).toBe('licenses')
  })

  test('a wrong password takes the focus to it and changes nothing', async () => {
    const vendor = openVendor()
    const walk = await openWalk(openPc(vendor, 'PC-1'))
    await walk.press('next')
    typeProof(walk, { account: 'maria' })
    walk.set('password', 'wrong')
    await walk.press('next')
    expect(walk.words()).toContain('Code SIGN_IN_FAILED')
    expect(walk.screen()).toMatchObject({ name: 'credentials', focus: { on: 'password' } })
    expect(walk.state().form.username).toBe('maria')
  })
})

describe('Step 3', () => {
  test('Next without a chosen Action says so and stays', async () => {
    const vendor = openVendor()
    const key = issueKey(vendor, 1, ['ct'])
    const walk = await openWalk(openPc(vendor, 'PC-1'))
    await walk.press('next')
    typeProof(walk, { key })
    await walk.press('next')
    await walk.press('next')
    await walk.press('next')
    expect(walk.screen().name).toBe('licenses')
    expect(walk.words()).not.toContain('then click Next >')
    expect(walk.words()).toContain('Nothing is chosen: change the Action of a license to Activate, or click Cancel.')
    expect(walk.screen().focus.on).toBe('rows')
  })

  test('without a license, or where none can be changed, Next cannot be pressed and says why', async () => {
    const vendor = openVendor()
    const key = issueKey(vendor, 1, ['ct'])
    await openPc(vendor, 'OLD-PC').activate({ key }, [{ keyId: 'key_1' as never, product: 'ct' as never }])
    const walk = await openWalk(openPc(vendor, 'PC-1'))
    const disabledNext = () => walk.screen().buttons.find(({ name }) => name === 'next')?.disabled
    await walk.press('next')
    typeProof(walk, { key })
    await walk.press('next')
    await walk.press('next')
    expect(disabledNext()).toBe('Nothing can be changed here: each license says why, and what to do.')
    expect(noteOf(walk.row('Commissioning Tool'))).toContain(
      'Activate is not possible: This license is active on OLD-PC',
    )
    await walk.press('back')
    typeProof(walk, { account: 'maria' })
    await walk.press('next')
    expect(walk.words()).toContain('maria has no licenses. If you have an Activation Key, go Back')
    expect(disabledNext()).toBe('There is no license to choose here: go Back.')
    await walk.press('back')
    await walk.press('back')
    walk.set('route', 'manage')
    await walk.press('next')
    expect(walk.words()).toContain('There are no licenses on this PC.')
    expect(disabledNext()).toBe('There is no license to choose here: go Back.')
  })

  test('a network failure at OK stays there, and OK tries again', async () => {
    const vendor = openVendor()
    const key = issueKey(vendor, 1, ['ct'])
    const walk = await openWalk(openPc(vendor, 'PC-1'))
    await walk.press('next')
    typeProof(walk, { key })
    await walk.press('next')
    await walk.press('next')
    expect(walk.words()).toContain('Change the Action of a license to Activate, then click Next >.')
    walk.choose('Commissioning Tool', 'activate')
    expect(walk.words()).toContain('nothing is changed before you click OK.')
    await walk.press('next')
    vendor.offline = refusal('NETWORK_REFUSED')
    await walk.press('ok')
    expect(walk.screen().name).toBe('confirmation')
    expect(walk.words()).toContain('OK tries again.')
    vendor.offline = null
    await walk.press('ok')
    expect(walk.row('Commissioning Tool').status?.words).toBe('Succeeded')
    expect(walk.words()).toContain('license-wizard activate --key-stdin --license ct')
    expect(walk.words()).toContain('Reference for Support: op_')
    expect(walk.screen().details?.split('\n')).toEqual([
      'License Wizard on PC-1',
      `Commissioning Tool (key ending in ${key.slice(-5)}): Succeeded`,
      'Active on this PC now.',
      'Not associated to an account.',
      'The same by command: license-wizard activate --key-stdin --license ct',
      'Reference for Support: op_00000000000000000002',
    ])
  })
})

describe('Manage', () => {
  test('Next without a chosen Action names what may be chosen, and stays', async () => {
    const vendor = openVendor()
    const key = issueKey(vendor, 1, ['ct'])
    const engine = openPc(vendor, 'PC-1')
    await engine.activate({ key }, [{ keyId: 'key_1' as never, product: 'ct' as never }])
    const walk = await openWalk(engine)
    await walk.press('next')
    await walk.press('next')
    expect(walk.screen().name).toBe('manage')
    expect(walk.words()).toContain(
      'Nothing is chosen: change the Action of a license to Return / Associate / Move to another account, or click Cancel.',
    )
  })

  test('Associate needs account and key, and says so', async () => {
    const vendor = openVendor()
    const key = issueKey(vendor, 1, ['ct'])
    const engine = openPc(vendor, 'PC-1')
    await engine.activate({ key }, [{ keyId: 'key_1' as never, product: 'ct' as never }])
    const walk = await openWalk(engine)
    await walk.press('next')
    walk.choose('Commissioning Tool', 'associate')
    await walk.press('next')
    typeProof(walk, { key })
    await walk.press('next')
    expect(walk.words()).toContain('To associate, select "Use my account"')
    typeProof(walk, { account: 'maria', key })
    await walk.press('next')
    expect(walk.words()).toContain('Commissioning Tool: is associated to maria.')
    await walk.press('next')
    expect(walk.row('Commissioning Tool')).toMatchObject({
      status: { words: 'Succeeded' },
      cells: { associatedTo: 'maria' },
    })
  })

  test('a return that would be refused is announced before Next, and refused rows stop no others', async () => {
    const vendor = openVendor()
    const mine = issueKey(vendor, 1, ['ct'])
    const other = issueKey(vendor, 2, ['izot-net-server'])
    const engine = openPc(vendor, 'PC-1')
    await engine.activate({ key: mine }, [{ keyId: 'key_1' as never, product: 'ct' as never }])
    await engine.activate({ key: other }, [{ keyId: 'key_2' as never, product: 'izot-net-server' as never }])
    const walk = await openWalk(engine)
    await walk.press('next')
    walk.choose('Commissioning Tool', 'return')
    walk.choose('IzoT Net Server', 'return')
    await walk.press('next')
    typeProof(walk, { key: mine })
    await walk.press('next')
    expect(walk.words()).toContain('Commissioning Tool: stops working on this PC')
    expect(walk.words()).toContain('IzoT Net Server: will be refused. The Activation Key of this license is needed.')
    await walk.press('next')
    expect(walk.rows().map(({ status }) => status?.words)).toEqual(['Succeeded', 'Not done'])
    expect(noteOf(walk.row('IzoT Net Server'))).toContain('KEY_REQUIRED')
  })
})
