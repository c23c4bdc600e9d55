import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimsOf, startServer, type TestServer } from './fixture.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(async () => server.close())

test('activates', async () => {
  const issued = await server.issue()
  const host = await server.host()
  const look = claimsOf(await host.ask({ type: 'look-up' }, { key: issued.key }))
  expect(look.licenses).toHaveLength(1)
  const row = { keyId: look.licenses[0]!.keyId, product: look.licenses[0]!.product }
  const done = claimsOf(await host.ask({ type: 'activate', rows: [row] }, { key: issued.key }))
  expect(done.rows[0]).toMatchObject({ status: 'succeeded' })
  console.log(server.log)
})
