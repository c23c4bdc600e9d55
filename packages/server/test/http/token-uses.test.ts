import { afterAll, beforeAll, expect, test } from 'vitest'
import { MINUTE_MS } from '@latchkey/core/limits'
import { START, startServer, type TestServer } from './fixture.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(async () => server.close())

/** When the admin's token was last used, as the list of tokens tells it; noting makes nobody wait, so this does. */
async function lastUsedAt(at: number): Promise<string | null | undefined> {
  // Writes are done in order: this one is behind the note.
  await server.store.noteTokenUse('tok_none' as Parameters<typeof server.store.noteTokenUse>[0], at)
  const listed = await server.store.reads.tokens({ limit: 10 })
  return listed.items[0]?.lastUsedAt
}

test('when a token was last used is told to the minute', async () => {
  await server.admin.call('listProducts')
  expect(await lastUsedAt(START)).toBe(new Date(START).toISOString())
  server.clock.at = START + MINUTE_MS - 1
  await server.admin.call('listProducts')
  expect(await lastUsedAt(server.clock.at)).toBe(new Date(START).toISOString())
  server.clock.at = START + MINUTE_MS
  await server.admin.call('listProducts')
  expect(await lastUsedAt(server.clock.at)).toBe(new Date(START + MINUTE_MS).toISOString())
})
