import { createServer } from 'node:http'

/**
 * What everything is measured against: `node:http` alone, which reads the body and answers `BYTES` bytes of JSON. `bare-server.ts BYTES` prints its
 * port and stops when its standard input ends.
 */
const answer = JSON.stringify({ filler: 'x'.repeat(Math.max(0, Number(process.argv[2] ?? '500') - 13)) })
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) }

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, headers)
    response.end(answer)
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`${typeof address === 'object' && address !== null ? address.port : 0}\n`)
})
process.stdin.resume().on('end', () => process.exit(0))
