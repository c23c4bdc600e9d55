import { readFileSync } from 'node:fs'
import { Pool } from 'undici'

/**
 * One load, in a process of its own: `load.ts URL METHOD PATH CONCURRENCY FILE`. FILE holds one body or path suffix per line; each line is sent
 * once. Prints one JSON line with counts, seconds and latencies in milliseconds.
 */
interface LoadResult {
  readonly requests: number
  readonly seconds: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly statuses: Readonly<Record<string, number>>
}

const [url = '', method = 'GET', path = '/', concurrencyText = '64', file = ''] = process.argv.slice(2)
const authorization = process.env['BENCH_TOKEN']
const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
process.stdout.write(`${JSON.stringify(await run(Number(concurrencyText)))}\n`)

async function run(concurrency: number): Promise<LoadResult> {
  const pool = new Pool(url, { connections: concurrency, pipelining: 1 })
  const latencies: number[] = []
  const statuses: Record<string, number> = {}
  let next = 0
  const headers = {
    'content-type': 'application/json',
    ...(authorization === undefined ? {} : { authorization: `Bearer ${authorization}` }),
  }
  async function worker(): Promise<void> {
    for (let line = lines[next++]; line !== undefined; line = lines[next++]) {
      const from = performance.now()
      const answer =
        method === 'GET'
          ? await pool.request({ method: 'GET', path: path + line, headers })
          : await pool.request({ method: 'POST', path, body: line, headers })
      await answer.body.dump()
      latencies.push(performance.now() - from)
      statuses[answer.statusCode] = (statuses[answer.statusCode] ?? 0) + 1
    }
  }
  const from = performance.now()
  await Promise.all(Array.from({ length: concurrency }, worker))
  const seconds = (performance.now() - from) / 1000
  await pool.close()
  latencies.sort((a, b) => a - b)
  return {
    requests: latencies.length,
    seconds,
    perSecond: latencies.length / seconds,
    p50Ms: latencies[Math.floor(latencies.length * 0.5)] ?? 0,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
    statuses,
  }
}
