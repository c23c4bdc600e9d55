import type { SessionId, StaffId } from '@latchkey/core/ids'
import { LIMITS, MINUTE_MS } from '@latchkey/core/limits'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { totpCode } from '../../src/accounts/totp.ts'
import { startServer, type TestServer } from '../http/fixture.ts'
import { openPostbox, type Postbox } from '../mail/postbox.ts'
import { codeOf, good, openVisitor, type Visitor } from './visitor.ts'

/** Members of staff as a browser and a mailbox see it: invited, enrolled, stepping up, changed and removed. */

const PASSWORD = 'seven green lamps in a row'

let server: TestServer
let postbox: Postbox
let root: Member

interface Member {
  readonly id: string
  readonly username: string
  readonly visitor: Visitor
  readonly secret: string
}

beforeAll(async () => {
  server = await startServer()
  postbox = await openPostbox(server)
  root = await enrol(await invite('root', 'admin'))
})
afterAll(async () => {
  await postbox.close()
  await server.close()
})

type Role = 'support' | 'sales' | 'admin' | 'auditor'
interface Invited {
  readonly id: string
  readonly username: string
  readonly token: string
}

async function invite(username: string, role: Role): Promise<Invited> {
  const email = `${username}@vendor.example`
  const { id } = await good(server.admin.call('inviteStaff', { body: { username, email, role } }))
  const { path, token } = await postbox.linkTo(email)
  expect(path).toBe('/portal/reset')
  return { id, username, token }
}

/** Chooses a password, signs in, sets up the app that is demanded: then the console is open. */
async function enrol({ id, username, token }: Invited): Promise<Member> {
  await good(openVisitor(server.url).client.call('resetPassword', { body: { token, password: PASSWORD } }))
  const visitor = openVisitor(server.url)
  const session = await good(visitor.client.call('beginSession', { body: { login: username, password: PASSWORD } }))
  expect(session).toMatchObject({ needs: 'second-factor-set-up', secondFactors: [] })
  const { secret } = await good(visitor.client.call('beginTotp'))
  const body = { code: totpCode(secret, server.clock.at) }
  expect((await good(visitor.client.call('enableTotp', { body }))).recoveryCodes).toHaveLength(10)
  return { id, username, visitor, secret }
}

async function signInAgain({ username, secret }: Member): Promise<Visitor> {
  // A code works once: the next one comes half a minute later.
  server.clock.at += MINUTE_MS
  const visitor = openVisitor(server.url)
  await good(visitor.client.call('beginSession', { body: { login: username, password: PASSWORD } }))
  const body = { type: 'totp', code: totpCode(secret, server.clock.at) } as const
  await good(visitor.client.call('showSecondFactor', { body }))
  return visitor
}

describe('a member of staff', () => {
  test('is let in by the invitation, a password and a second factor; not before', async () => {
    const invited = await invite('sue', 'support')
    const { client } = openVisitor(server.url)
    expect(await good(client.call('lookUpLink', { body: { token: invited.token } }))).toMatchObject({
      purpose: 'join-staff',
      passwordCharsMin: LIMITS.passwordWithSecondFactorCharsMin,
    })
    await good(client.call('resetPassword', { body: { token: invited.token, password: PASSWORD } }))
    const visitor = openVisitor(server.url)
    await good(visitor.client.call('beginSession', { body: { login: 'sue', password: PASSWORD } }))
    for (const name of ['listReturnRequests', 'listKeys', 'getMe'] as const) {
      expect(await codeOf(visitor.client.call(name))).toBe('SECOND_FACTOR_REQUIRED')
    }
    const { secret } = await good(visitor.client.call('beginTotp'))
    expect(await codeOf(visitor.client.call('enableTotp', { body: { code: '000000' } }))).toBe('SECOND_FACTOR_FAILED')
    expect(await codeOf(visitor.client.call('listKeys'))).toBe('SECOND_FACTOR_REQUIRED')
    await good(visitor.client.call('enableTotp', { body: { code: totpCode(secret, server.clock.at) } }))
    await good(visitor.client.call('listReturnRequests'))
    expect(await codeOf(client.call('resetPassword', { body: { token: invited.token, password: PASSWORD } }))).toBe(
      'LINK_USED',
    )
  })

  test('half signed in twice sets up one second factor: the first that is confirmed', async () => {
    const invited = await invite('twin', 'support')
    await good(
      openVisitor(server.url).client.call('resetPassword', { body: { token: invited.token, password: PASSWORD } }),
    )
    const [own, thief] = [openVisitor(server.url), openVisitor(server.url)]
    for (const { client } of [own, thief]) {
      await good(client.call('beginSession', { body: { login: 'twin', password: PASSWORD } }))
    }
    const { secret } = await good(own.client.call('beginTotp'))
    await good(own.client.call('enableTotp', { body: { code: totpCode(secret, server.clock.at) } }))
    expect(await codeOf(thief.client.call('beginTotp'))).toBe('NOT_SIGNED_IN')
    expect(await codeOf(thief.client.call('listKeys'))).toBe('NOT_SIGNED_IN')
    // Nor does a call that was let through a moment before the session ended.
    const self = { id: invited.id as StaffId, actor: { type: 'staff', id: invited.id } } as const
    const late = {
      type: 'enable-totp',
      person: self.id,
      session: 'ses_ended' as SessionId,
      step: 9e9,
      recoveryCodes: [],
    } as const
    await server.accounts.execute<'begin-totp'>(self, server.clock.at, {
      type: 'begin-totp',
      person: self.id,
      sealed: 'x',
    })
    expect(await server.accounts.execute<'enable-totp'>(self, server.clock.at, late)).toMatchObject({
      status: 'refused',
      code: 'SECOND_FACTOR_FAILED',
    })
  })

  test('cannot take off the last second factor', async () => {
    const member = await enrol(await invite('bare', 'support'))
    expect(await codeOf(member.visitor.client.call('removeTotp'))).toBe('NOT_ALLOWED')
    expect((await good(member.visitor.client.call('getMe'))).totp).toBe(true)
  })

  test('who lost it is let in anew by an admin: sessions end, and the next sign-in sets up another one', async () => {
    const member = await enrol(await invite('lost', 'support'))
    await good(root.visitor.client.call('resetStaffSecondFactor', { params: { id: member.id } }))
    expect(await codeOf(member.visitor.client.call('getMe'))).toBe('NOT_SIGNED_IN')
    expect((await postbox.mailTo('lost@vendor.example')).parsed.subject).toBe('Your second factors were changed')
    const again = openVisitor(server.url)
    const session = await good(again.client.call('beginSession', { body: { login: 'lost', password: PASSWORD } }))
    expect(session.needs).toBe('second-factor-set-up')
  })
})

/** Does something that needs a step-up. */
async function dangerous({ client }: Visitor) {
  return codeOf(client.call('createToken', { body: { name: 'x', scopes: ['keys:read'] } }))
}

describe('a step-up', () => {
  test('is asked for five minutes after the last proof, and opens for five minutes, this session alone', async () => {
    const member = await enrol(await invite('stepper', 'admin'))
    const elsewhere = await signInAgain(member)
    const mine = await signInAgain(member)
    server.clock.at += LIMITS.stepUpMs - MINUTE_MS
    expect(await dangerous(mine)).toBeNull()
    server.clock.at += 2 * MINUTE_MS
    expect(await dangerous(mine)).toBe('STEP_UP_REQUIRED')
    const byPassword = mine.client.call('stepUp', { body: { type: 'password', password: PASSWORD } })
    expect(await codeOf(byPassword)).toBe('SECOND_FACTOR_FAILED')
    expect(await dangerous(mine)).toBe('STEP_UP_REQUIRED')
    const body = { type: 'totp', code: totpCode(member.secret, server.clock.at) } as const
    await good(mine.client.call('stepUp', { body }))
    expect(await dangerous(mine)).toBeNull()
    // Nobody steps up somebody else's session, or their own other one.
    expect(await dangerous(elsewhere)).toBe('STEP_UP_REQUIRED')
    expect(await codeOf(elsewhere.client.call('stepUp', { body }))).toBe('SECOND_FACTOR_FAILED')
    server.clock.at += LIMITS.stepUpMs + 1
    expect(await dangerous(mine)).toBe('STEP_UP_REQUIRED')
  })

  test('of a session that has ended is refused', async () => {
    const member = await enrol(await invite('gone', 'admin'))
    await good(member.visitor.client.call('endSession'))
    server.clock.at += MINUTE_MS
    const thief = openVisitor(server.url)
    const body = { type: 'totp', code: totpCode(member.secret, server.clock.at) } as const
    expect(await codeOf(thief.client.call('stepUp', { body }))).toBe('NOT_SIGNED_IN')
  })

  test('with the code of somebody else is refused', async () => {
    const [ann, bob] = [await enrol(await invite('ann-s', 'admin')), await enrol(await invite('bob-s', 'admin'))]
    server.clock.at += MINUTE_MS
    const body = { type: 'totp', code: totpCode(bob.secret, server.clock.at) } as const
    expect(await codeOf(ann.visitor.client.call('stepUp', { body }))).toBe('SECOND_FACTOR_FAILED')
  })
})

describe('roles', () => {
  test('take effect at once: whoever had another one is signed out', async () => {
    const member = await enrol(await invite('mover', 'admin'))
    const fresh = await signInAgain(root)
    await good(fresh.client.call('setStaffRole', { params: { id: member.id }, body: { role: 'auditor' } }))
    expect(await codeOf(member.visitor.client.call('listKeys'))).toBe('NOT_SIGNED_IN')
    const again = await signInAgain(member)
    const body = { name: 'x', scopes: ['keys:read' as const] }
    expect(await codeOf(again.client.call('createToken', { body }))).toBe('NOT_ALLOWED')
    await good(again.client.call('listKeys'))
  })

  test('of whoever is removed end with their sessions; their name stays free to be invited again', async () => {
    const member = await enrol(await invite('leaver', 'support'))
    const fresh = await signInAgain(root)
    await good(fresh.client.call('removeStaff', { params: { id: member.id } }))
    expect(await codeOf(member.visitor.client.call('getMe'))).toBe('NOT_SIGNED_IN')
    const body = { login: 'leaver', password: PASSWORD }
    expect(await codeOf(openVisitor(server.url).client.call('beginSession', { body }))).toBe('SIGN_IN_FAILED')
    expect((await invite('leaver', 'sales')).id).not.toBe(member.id)
  })

  test('leave one admin at least: the last one is neither removed nor made something else, by nobody, nor by two at once', async () => {
    const alone = await startServer()
    const box = await openPostbox(alone)
    const ids: string[] = []
    for (const username of ['one', 'two']) {
      const body = { username, email: `${username}@vendor.example`, role: 'admin' as const }
      ids.push((await good(alone.admin.call('inviteStaff', { body }))).id)
    }
    const [one = '', two = ''] = ids
    const races = [
      codeOf(alone.admin.call('removeStaff', { params: { id: one } })),
      codeOf(alone.admin.call('setStaffRole', { params: { id: two }, body: { role: 'support' } })),
    ]
    expect((await Promise.all(races)).filter((code) => code === null)).toHaveLength(1)
    const { items } = await good(alone.admin.call('listStaff'))
    const last = items.find(({ role }) => role === 'admin')
    const params = { id: last?.id ?? '' }
    expect(await codeOf(alone.admin.call('removeStaff', { params }))).toBe('LAST_ADMIN')
    for (const role of ['support', 'sales', 'auditor'] as const) {
      expect(await codeOf(alone.admin.call('setStaffRole', { params, body: { role } }))).toBe('LAST_ADMIN')
    }
    await box.close()
    await alone.close()
  })
})
