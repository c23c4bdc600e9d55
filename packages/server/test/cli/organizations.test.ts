import type { Client } from '@latchkey/contract/client'
import type { AccountId } from '@latchkey/core/ids'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSession, startServer, type TestServer } from '../http/fixture.ts'
import { latchkey } from './latchkey.ts'

/** The operator's commands about organizations and handovers, word for word, against a server whose clock stands still. */

let server: TestServer
let acme = ''
let customer: Client

beforeAll(async () => {
  server = await startServer()
  const id = (await server.customer('alice')) as AccountId
  customer = server.client(await openSession(server.accounts, { id, role: 'customer' }, server.clock.at))
  const made = await customer.call('createOrganization', { body: { name: 'Acme' } })
  if (!made.ok) throw new Error(made.error.code)
  acme = made.value.id
  await server.customer('bob')
})
afterAll(async () => server.close())

/** Runs a command as a process; ids, which are drawn, read as their kind, and columns stand two spaces apart. */
async function run(words: readonly string[], token = server.adminToken) {
  const env = { LATCHKEY_URL: server.url, LATCHKEY_TOKEN: token }
  const { stdout, stderr, exitCode } = await latchkey(words, { env })
  return { exitCode, stdout: plain(stdout), stderr: plain(stderr), raw: stdout }
}

function plain(text: string): string {
  return text.replaceAll(/\b(acc|hdo|lic)_[0-9a-z]{20}/g, '$1_…').replaceAll(/ {2,}/g, '  ')
}

async function claim(seats: number): Promise<readonly string[]> {
  const { key } = await server.issue({ products: [{ product: 'ct', seats }] })
  const claimed = await customer.call('claimKey', { body: { key, seats: [{ product: 'ct', count: seats }] } })
  if (!claimed.ok) throw new Error(claimed.error.code)
  return claimed.value.rows.flatMap(({ licenseId }) => licenseId ?? [])
}

it('lists and shows organizations, and appoints an owner', async () => {
  expect(await run(['organizations', 'list'])).toMatchObject({
    exitCode: 0,
    stdout: 'Organization  Name  Since  Owners\nacc_…  Acme  2026-01-15  alice\n',
  })
  expect(await run(['organizations', 'show', acme])).toMatchObject({
    exitCode: 0,
    stdout: [
      'Organization Acme (acc_…), since 2026-01-15',
      '',
      'Owner  Username  E-mail  Since',
      'acc_…  alice  alice@example.com  2026-01-15',
      '',
    ].join('\n'),
  })
  // Owners are told in the order in which they came; at the same instant there is none.
  server.clock.at += 1_000
  expect(await run(['organizations', 'appoint', acme, 'bob@example.com', '--note', 'Letter on file.'])).toMatchObject({
    exitCode: 0,
    stdout: 'Handover hdo_…: bob as owner of Acme, done\n',
  })
  const again = await run(['organizations', 'appoint', acme, 'bob', '--note', 'Letter on file.'])
  expect(again).toMatchObject({ exitCode: 84, stdout: '' })
  expect(again.stderr).toContain('OWNER_ALREADY')
  const missing = await run(['organizations', 'show', 'acc_nothing'])
  expect(missing).toMatchObject({ exitCode: 49, stdout: '' })
  expect(JSON.parse((await run(['organizations', 'list', '--json'])).raw)).toMatchObject({
    organizations: [{ username: 'Acme', owners: [{ name: 'alice' }, { name: 'bob' }] }],
    hasMore: false,
  })
})

it('hands licenses over: tells before, waits, lets a second agent agree, and undoes', async () => {
  const [first = ''] = await claim(6)
  const words = ['support', 'hand-over', 'alice', acme, '--note', 'Has left.']
  expect((await run([...words, '--license', first, '--dry-run'])).stdout).toBe(
    [
      '1 license would go from alice to Acme; 0 stay active where they are.',
      'It would wait until 2026-01-18 12:00Z; the owner may say no until then.',
      'Told by mail: alice, bob',
      '',
      'License  Product  Key  Active on  Outcome',
      `lic_…  Commissioning Tool  ${await last5Of(first)}  -  moves`,
      '',
    ].join('\n'),
  )
  const asked = await run(words)
  const id = /hdo_[0-9a-z]{20}/.exec(asked.raw)?.[0] ?? ''
  expect(asked.stdout).toContain(
    'Handover hdo_…: alice to Acme, 6 licenses, needs-second-agent\nAnother agent must agree: latchkey support approve hdo_…\n',
  )
  expect(await run(['support', 'approve', id])).toMatchObject({ exitCode: 28, stdout: '' })
  const second = await server.token(['transfers:decide', 'transfers:read'])
  const agreed = await run(['support', 'approve', id], second)
  expect(agreed).toMatchObject({ exitCode: 0 })
  expect(agreed.stdout).toContain(
    'Handover hdo_…: alice to Acme, 6 licenses, held\nIt is carried out by itself at 2026-01-18 12:00Z, unless the owner says no before.\n',
  )
  const listed = await run(['support', 'handovers', '--state', 'held'])
  expect(listed.stdout).toBe(
    ['Handover  Decided  From  To  What  State', 'hdo_…  2026-01-15 12:00Z  alice  Acme  6 licenses  held', ''].join(
      '\n',
    ),
  )
  expect(await run(['support', 'undo-handover', id])).toMatchObject({ exitCode: 58, stdout: '' })
  expect(await run(['support', 'handovers', '--state', 'lost'])).toMatchObject({ exitCode: 2 })
})

async function last5Of(id: string): Promise<string> {
  const license = await server.admin.call('getLicense', { params: { id } })
  return license.ok ? license.value.keyLast5 : ''
}
