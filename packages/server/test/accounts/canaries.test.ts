import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { totpCode } from '../../src/accounts/totp.ts'
import { createLogger } from '../../src/http/logger.ts'
import { startServer, type TestServer } from '../http/fixture.ts'
import { openPostbox, type Postbox } from '../mail/postbox.ts'
import { codeOf, good, openVisitor } from './visitor.ts'

/** Every secret of a person's walk is looked for wherever it must not be: logs, the files of the database, mails, answers. */

const PASSWORD = 'canary yellow feathers sing'
const log: string[] = []
let server: TestServer
let postbox: Postbox
beforeAll(async () => {
  server = await startServer({
    logger: createLogger('trace', { write: (line) => log.push(line) }),
    logRequests: true,
  })
  postbox = await openPostbox(server)
})
afterAll(async () => {
  await postbox.close()
  await server.close()
})

test('no password, code, token, key or link is in a log, the database, another mail or an answer that refuses', async () => {
  const email = 'canary@example.com'
  const visitor = openVisitor(server.url)
  await good(visitor.client.call('register', { body: { email } }))
  const { token: link } = await postbox.linkTo(email)
  await good(visitor.client.call('confirmRegistration', { body: { token: link, password: PASSWORD } }))
  const session = visitor.token() ?? ''
  const { secret } = await good(visitor.client.call('beginTotp'))
  const code = totpCode(secret, server.clock.at)
  const { recoveryCodes } = await good(visitor.client.call('enableTotp', { body: { code } }))
  const { key } = await server.issue()
  await good(visitor.client.call('claimKey', { body: { key } }))
  const created = await good(server.admin.call('createToken', { body: { name: 'canary', scopes: ['keys:read'] } }))
  const [own] = (await good(visitor.client.call('listMyLicenses'))).items
  const offer = { licenseIds: [own?.id ?? ''], email: 'friend@example.com' }
  await good(visitor.client.call('offerTransfer', { body: offer }))
  const { token: offered } = await postbox.linkTo('friend@example.com')
  const secrets = [PASSWORD, session, link, secret, ...recoveryCodes, key, created.token, offered, server.adminToken]

  const refused = [
    await visitor.client.call('beginSession', { body: { login: email, password: `${PASSWORD}!` } }),
    await visitor.client.call('confirmRegistration', { body: { token: link, password: PASSWORD } }),
    await visitor.client.call('stepUp', { body: { type: 'recovery-code', code: `${recoveryCodes[0]}x` } }),
    await visitor.client.call('claimKey', { body: { key: `${key}X` } }),
    await visitor.client.call('acceptTransfer', { body: { token: offered } }),
  ]
  expect(refused.map(({ ok }) => ok)).toEqual(refused.map(() => false))
  await good(visitor.client.call('changeEmail', { body: { email: `new-${email}`, password: PASSWORD } }))
  expect(await codeOf(visitor.client.call('getMe'))).toBeNull()
  const mails = (await postbox.collect()).map(({ raw }) => raw)

  const places = {
    log: log.join('\n'),
    refusals: JSON.stringify(refused),
    otherMails: mails.join('\n'),
    database: databaseText(),
  }
  // What is looked for would be found, were it there.
  expect(places.database).toContain(email)
  expect(places.log).toContain('/v1/registrations/confirm')
  expect(places.otherMails).toContain('Subject')
  for (const [place, text] of Object.entries(places)) {
    const found = secrets.filter((canary) => text.includes(canary))
    expect([place, found]).toEqual([place, []])
  }
})

/** All bytes of the database's files: also of what was deleted and what waits in the log. */
function databaseText(): string {
  const path = server.databasePath
  // A reader of its own, so that what is only in memory has reached the files.
  new DatabaseSync(path, { readOnly: true }).close()
  const folder = dirname(path)
  const names = readdirSync(folder).filter((name) => name.startsWith('latchkey.db'))
  return names.map((name) => readFileSync(join(folder, name)).toString('latin1')).join('\n')
}
