import { mkdtempSync, rmSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccountId, InvitationId } from '@latchkey/core/ids'
import { SEARCH_KINDS } from '@latchkey/core/search'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openConnection } from '../../src/store/sqlite/connection.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { sqliteReads } from '../../src/store/sqlite/reads/reads.ts'
import type { Reads } from '../../src/store/store.ts'
import * as f from './fixtures.ts'

/** What each list reads is asked of SQLite itself: with a million licenses, a scan or a sort of a whole table is what a person waits for. */

const directory = mkdtempSync(join(tmpdir(), 'latchkey-plans-'))
let db: DatabaseSync
let reads: Reads
const OWNER = 'acc_owner' as AccountId
const ORGANIZATION = 'acc_organization' as AccountId
const prepared: string[] = []

beforeAll(async () => {
  const path = join(directory, 'latchkey.sqlite')
  const store = await openSqliteStore({ path, now: () => f.NOW })
  await f.stockVendor(store)
  const { keyId } = await f.issue(store, { products: [[f.CT, 3]] })
  await f.done(store, f.hostOperation(f.PC1, { key: keyId, account: f.ANN }, f.activate(keyId)))
  const ann = { username: 'ann', email: 'ann@example.com', language: 'en', password: null, link: null } as const
  await f.done(store, { ...f.staffBase(), type: 'create-person', id: OWNER, role: 'customer', ...ann })
  const owned = { organization: ORGANIZATION, account: OWNER } as const
  const created = { id: ORGANIZATION, account: OWNER, name: 'Acme' } as const
  await f.done(store, { ...f.staffBase(), type: 'create-organization', ...created })
  const invited = { id: 'inv_1' as InvitationId, email: 'bob@example.com', tokenHash: 'digest' }
  await f.done(store, { ...f.staffBase(), type: 'invite-owner', ...owned, ...invited })
  await store.close()
  db = openConnection(path, { readOnly: true })
  reads = sqliteReads(recorded(db), () => f.NOW)
})
afterAll(() => {
  db.close()
  rmSync(directory, { recursive: true, force: true })
})

/** The connection, and every text of SQL that is prepared on it. */
function recorded(of: DatabaseSync): DatabaseSync {
  const prepare = of.prepare.bind(of)
  of.prepare = (sql: string) => {
    prepared.push(sql)
    return prepare(sql)
  }
  return of
}

const page = { limit: 50 }
const CURSORS: Readonly<Record<string, readonly (string | number)[]>> = {
  newest: [f.NOW, 'x'],
  accounts: ['2026', 'x'],
  queue: [0, f.NOW, 'x'],
  log: [9],
  time: [f.NOW, 9],
}
const cursor = (name: string) => Buffer.from(JSON.stringify(CURSORS[name])).toString('base64url')
/** A list from its start and from a cursor on, read from either end. */
const both = (name: string) =>
  ([undefined, 'newest', 'oldest'] as const).flatMap((sort) => [
    { ...page, sort },
    { ...page, sort, cursor: cursor(name) },
  ])
type Asked = readonly [name: string, ask: () => Promise<unknown>]

const LISTS: readonly Asked[] = [
  ...[
    {},
    { accountId: 'acc' },
    { hostId: 'host' },
    { standing: 'good' },
    { standing: 'suspended' },
    { standing: 'revoked' },
    { accountId: 'acc', standing: 'good' },
    { accountId: 'acc', standing: 'revoked' },
  ].flatMap((filter) =>
    both('newest').map(
      (asked) =>
        [`licenses ${JSON.stringify(filter)}`, async () => reads.licenses({ ...asked, ...filter } as never)] as const,
    ),
  ),
  ...[{}, { order: 'x' }, { last5: 'x' }].flatMap((filter) =>
    both('newest').map(
      (asked) => [`keys ${JSON.stringify(filter)}`, async () => reads.keys({ ...asked, ...filter })] as const,
    ),
  ),
  ...[{}, { login: 'x' }, { kind: 'organization' } as const, { kind: 'person' } as const].flatMap((filter) =>
    both('accounts').map(
      (asked) => [`accounts ${JSON.stringify(filter)}`, async () => reads.accounts({ ...asked, ...filter })] as const,
    ),
  ),
  ...both('accounts').map((asked) => ['staff', async () => reads.staff(asked)] as const),
  ...[{}, { state: 'open' }, { state: 'returned' }].flatMap((filter) =>
    both('queue').map(
      (asked) =>
        [
          `return requests ${JSON.stringify(filter)}`,
          async () => reads.returnRequests({ ...asked, ...filter }),
        ] as const,
    ),
  ),
  ...[{}, { state: 'disputed' }, { state: 'offered' }].flatMap((filter) =>
    both('newest').map(
      (asked) => [`transfers ${JSON.stringify(filter)}`, async () => reads.transfers({ ...asked, ...filter })] as const,
    ),
  ),
  ...[{}, { state: 'held' }, { accountId: 'acc' }, { accountId: 'acc', state: 'done' }].flatMap((filter) =>
    both('newest').map(
      (asked) => [`handovers ${JSON.stringify(filter)}`, async () => reads.handovers({ ...asked, ...filter })] as const,
    ),
  ),
  [
    'what a handover would do',
    async () => reads.handoverPreview({ from: OWNER, to: ORGANIZATION, licenseIds: ['lic' as never] }),
  ],
  ['all that a handover would move', async () => reads.handoverPreview({ from: OWNER, to: OWNER, licenseIds: [] })],
  ['handovers to say no to', async () => reads.myHandovers(OWNER)],
  ['due handovers', async () => reads.dueHandovers(f.NOW)],
  ['an account by its name', async () => reads.accountNamed('ann')],
  ...[{}, { state: 'dead' }].flatMap((filter) =>
    both('newest').map(
      (asked) => [`mails ${JSON.stringify(filter)}`, async () => reads.mails({ ...asked, ...filter })] as const,
    ),
  ),
  ...[
    {},
    { licenseId: 'lic' },
    { actorId: 'stf' },
    { actorType: 'staff' },
    { actorType: 'host' },
    { type: 'activated' },
    { type: 'policy-put' },
    { type: 'no-such' },
    { type: 'policy-put', actorType: 'staff', until: f.NOW },
  ].flatMap((filter) =>
    both('log').map(
      (asked) => [`events ${JSON.stringify(filter)}`, async () => reads.events({ ...asked, ...filter })] as const,
    ),
  ),
  ...[{ since: f.NOW }, { until: f.NOW }, { since: f.NOW - 1, until: f.NOW }].flatMap((filter) =>
    both('time').map(
      (asked) => [`events ${JSON.stringify(filter)}`, async () => reads.events({ ...asked, ...filter })] as const,
    ),
  ),
  ['what happened in a day', async () => reads.eventCounts(f.NOW, f.NOW + 1)],
  ...both('newest').map((asked) => ['tokens', async () => reads.tokens(asked)] as const),
  ...both('newest').map((asked) => ['my licenses', async () => reads.myLicenses('acc' as AccountId, asked)] as const),
  ...both('queue').map(
    (asked) => ['my return requests', async () => reads.myReturnRequests('acc' as AccountId, asked)] as const,
  ),
  ...both('newest').map((asked) => ['my transfers', async () => reads.myTransfers('acc' as AccountId, asked)] as const),
  ['my hosts', async () => reads.myHosts('acc' as AccountId, page)],
  ['organizations of a person', async () => reads.organizationsOf(OWNER)],
  ['my organizations', async () => reads.myOrganizations(OWNER)],
  ['an organization and its owners', async () => reads.myOrganization(OWNER, ORGANIZATION)],
  ['an invitation', async () => reads.invitation('digest')],
  ['an account with its organizations', async () => reads.account(ORGANIZATION)],
  ['a key', async () => reads.key('key')],
  ['a host', async () => reads.host('host')],
  ['a license explained', async () => reads.explanation('lic', f.NOW)],
  ['due mails', async () => reads.dueMails(f.NOW, 20)],
  ['due cases', async () => reads.dueCases(f.NOW)],
  [
    'the search',
    async () => {
      const name = { id: null, hostId: 'host', last5: ['ABCDE'], name: 'x', keyDigest: 'digest' }
      for (const kind of SEARCH_KINDS)
        await reads.search({ terms: { ...name, id: { kind, text: 'x_0' } }, kinds: SEARCH_KINDS })
    },
  ],
]

/**
 * A walk in the order of an index or of the log ends after a page where nothing, or nothing rare, is filtered: by `good` standing, by what
 * PCs do all day. Tokens, and the few rows of a page, may be walked as well.
 */
const WALKS =
  /^(?:licenses \{(?:"standing":"good")?\}|keys \{\}|accounts \{(?:"kind":"[a-z]+")?\}|staff|return requests \{\}|transfers|handovers|mails \{\}|events \{(?:"(?:actorType":"host|type":"activated).*)?\}|tokens)/
const SMALL = /^SCAN (?:mine|\d+|\(subquery|json_each)/

test.each(LISTS)('%s: no table is read from end to end, nor sorted whole', async (name, ask) => {
  const before = prepared.length
  await ask()
  const faults = prepared.slice(before).flatMap((sql) => faultsOf(sql, WALKS.test(name)))
  expect(faults).toEqual([])
})

test('the plans of every list were looked at', () => {
  expect(new Set(prepared).size).toBeGreaterThan(60)
})

test('a scan is a fault: the same look finds one', () => {
  expect(faultsOf("SELECT * FROM licenses WHERE policy = 'x'", false)).toHaveLength(1)
  expect(faultsOf('SELECT * FROM licenses ORDER BY policy LIMIT 1', true)).toHaveLength(2)
})

/** Steps of a plan that grow with the store. */
function faultsOf(sql: string, walks: boolean): readonly string[] {
  if (!/^\s*SELECT/i.test(sql)) return []
  const steps = db
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all()
    .map((row) => String(row['detail']))
  const isWalk = (step: string) => walks && (/ USING (?:COVERING )?INDEX /.test(step) || step === 'SCAN e')
  const scans = steps.filter((step) => step.startsWith('SCAN ') && !SMALL.test(step) && !isWalk(step))
  const isWalked = steps.some((step) => step.startsWith('SCAN ') && !SMALL.test(step))
  const sorts = isWalked ? steps.filter((step) => step.includes('TEMP B-TREE FOR ORDER BY')) : []
  return [...scans, ...sorts].map((step) => `${step} in ${sql}`)
}
