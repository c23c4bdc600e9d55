import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { KeyId, ProductId } from '@latchkey/core/ids'
import { checkLicense } from '@latchkey/license-file/check-license'
import type { KeySetClaims, PublicKey } from '@latchkey/license-file/documents'
import { readArmor } from '@latchkey/license-file/armor'
import { verifyDocument, verifyKeySet } from '@latchkey/license-file/verify'
import { openPc } from '../test/support/pc.ts'
import { run } from '../test/support/process.ts'
import { openVendor, valueOf, type Vendor } from '../test/support/vendor.ts'
import { measureLists } from './lists.ts'
import { measureSameness } from './sameness.ts'
import { type BenchHost, hostRequestBody, makeHost } from './hosts.ts'

/**
 * Prints figures as `name value target`. Throughputs are ratios to a bare `node:http` server under the same load in the same run, since the
 * machine is shared: absolute numbers say little. Bounded: a few minutes, and everything started is stopped.
 */
const ACTIVATIONS = 2_000
const WARM_UP = 300
const LOOK_UPS = 20_000
const RACE_HOSTS = 1_000
const RACE_ROUNDS = 20
const CONCURRENCY = 64
const COLD_STARTS = 7
const PROFILE_MICROS_MIN = 2_000_000

const [lists, data] = process.argv.slice(2)
if (lists === '--lists') {
  if (data === undefined) throw new Error('name the folder that was seeded: npm run bench -- --lists <data>')
  await measureLists(data)
  process.exit(0)
}

const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'))
const profile = process.argv.includes('--profile')
const sameness = process.argv.includes('--sameness')
const profiling = profile ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${join(folder, 'profile')}` } : {}
const limits = JSON.stringify({
  signInsPerAccountMax: 100_000,
  signInsPerIpPerMinuteMax: 100_000,
  mailsAskedPerAddressPerHourMax: 100_000,
  mailsAskedPerIpPerHourMax: 100_000,
  formRequestsPerIpPerHourMax: 100_000,
})
const vendor = await openVendor(sameness ? { LATCHKEY_LIMITS: limits } : profiling)
try {
  if (profile) {
    await measureActivations(vendor)
    await vendor.stop()
    printProfile(join(folder, 'profile'))
  } else if (sameness) {
    await printSameness(vendor)
  } else {
    print('server RSS idle', `${rssMb(vendor)} MB`, '<= 150 MB')
    await measureLookUps(vendor)
    await measureActivations(vendor)
    print('server RSS after the load', `${rssMb(vendor)} MB`, '<= 150 MB')
    await measureLastSeat(vendor)
    print('server RSS after the races', `${rssMb(vendor)} MB`, '<= 150 MB')
    await measureOffline(vendor)
  }
} finally {
  await vendor[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
}

async function printSameness(at: Vendor): Promise<void> {
  const measured = await measureSameness(at)
  for (const { name, knownSlower, knownMs, unknownMs, answers } of measured) {
    const times = `${knownMs.toFixed(1)} ms known, ${unknownMs.toFixed(1)} ms unknown`
    print(
      name,
      `known slower in ${Math.round(knownSlower * 100)} % of pairs (${times}); ${answers} answer`,
      '34 to 66 %; 1',
    )
  }
  print('distinguishable classes', String(measured.filter(({ isTold }) => isTold).length), '0')
}

async function measureLookUps(at: Vendor): Promise<void> {
  const ids: string[] = []
  for (let i = 0; i < 50; i++) ids.push((await at.issueKey({})).licenses[0]?.id ?? '')
  const one = await fetch(`${at.url()}/v1/licenses/${ids[0] ?? ''}`, {
    headers: { authorization: `Bearer ${tokenOf(at)}` },
  })
  const bytes = (await one.text()).length
  const lines = Array.from({ length: LOOK_UPS }, (_, i) => ids[i % ids.length] ?? '')
  await compare('license look-up', {
    at,
    bytes,
    method: 'GET',
    path: '/v1/licenses/',
    lines,
    target: 'aim 0.4, at least 0.25',
  })
}

async function measureActivations(at: Vendor): Promise<void> {
  const lines = await activationLines(at, ACTIVATIONS + WARM_UP)
  const path = '/v1/host-requests'
  const warm = await load(at.url(), 'POST', path, lines.slice(0, WARM_UP), tokenOf(at))
  if (warm.statuses['200'] !== WARM_UP) throw new Error(`the warm-up failed: ${JSON.stringify(warm)}`)
  const rest = {
    at,
    bytes: 6_000,
    method: 'POST',
    path,
    lines: lines.slice(WARM_UP),
    target: 'aim 0.25, at least 0.12',
  } as const
  const result = await compare('durable activation', rest)
  const ratio = result.p99Ms / result.p50Ms
  print('durable activation, p99 / p50', ratio.toFixed(1), '< 10')
}

/** One key, one host and one signed request for each. */
async function activationLines(at: Vendor, count: number): Promise<readonly string[]> {
  const { issuer, encryptionKey } = await trust(at)
  return await inParallel(count, async () => {
    const issued = await at.issueKey({})
    const rows = [{ keyId: issued.id as KeyId, product: 'ct' as ProductId }]
    return await hostRequestBody(await makeHost(), {
      issuer,
      encryptionKey,
      activationKey: issued.key,
      intent: { type: 'activate', rows },
    })
  })
}

async function measureLastSeat(at: Vendor): Promise<void> {
  const { issuer, encryptionKey } = await trust(at)
  const hosts = await inParallel(RACE_HOSTS, makeHost)
  let failures = 0
  const winners: number[] = []
  for (let round = 0; round < RACE_ROUNDS; round++) {
    const issued = await at.issueKey({})
    const rows = [{ keyId: issued.id as KeyId, product: 'ct' as ProductId }]
    const asked = { issuer, encryptionKey, activationKey: issued.key, intent: { type: 'activate' as const, rows } }
    const next = hosts.values()
    const lines = await inParallel(RACE_HOSTS, async () => await hostRequestBody(next.next().value as BenchHost, asked))
    const { statuses } = await load(at.url(), 'POST', '/v1/host-requests', lines, tokenOf(at), RACE_HOSTS)
    failures += Object.entries(statuses).reduce((sum, [status, count]) => sum + (status.startsWith('5') ? count : 0), 0)
    const live = at.liveActivations(issued.id)
    winners.push(live)
  }
  const all = new Set(winners)
  print(`last seat, ${RACE_HOSTS} at once x ${RACE_ROUNDS}: winners`, [...all].join(', '), '1')
  print(`last seat, ${RACE_HOSTS} at once x ${RACE_ROUNDS}: answers 5xx`, String(failures), '0')
}

async function measureOffline(at: Vendor): Promise<void> {
  const pc = openPc(at, 'PC-BENCH')
  const { key } = await at.issueKey({})
  await pc.wizard(['activate'], { key })
  const directory = join(pc.store, 'licenses')
  const file = readFileSync(join(directory, readdirSync(directory)[0] ?? ''))
  const keys = (await trust(at)).keySet.keys
  const checks = 500
  let from = 0
  for (let i = 0; i < checks * 2; i++) {
    if (i === checks) from = performance.now()
    const license = valueOf(await verifyDocument('license', valueOf(readArmor('license', file)), keys))
    const context = { hostId: license.cnf.jkt, fingerprint: license.host.fingerprint, returnedGeneration: null }
    if (!checkLicense(license, { ...context, clock: Date.now(), mark: null }).runs)
      throw new Error('the license does not run')
  }
  print('license check offline', `${((performance.now() - from) / checks).toFixed(2)} ms`, '')
  print('license file', `${file.length} bytes`, '')
  const list = await medianMs(() => pc.wizard(['list']))
  const bare = await medianMs(() => run(['-e', '0']))
  print('wizard list, cold start', `${Math.round(list)} ms, ${(list / bare).toFixed(1)} x bare node`, '')
}

async function medianMs(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < COLD_STARTS; i++) {
    const from = performance.now()
    await work()
    times.push(performance.now() - from)
  }
  return times.toSorted((a, b) => a - b)[Math.floor(COLD_STARTS / 2)] ?? 0
}

interface Comparison {
  readonly at: Vendor
  readonly bytes: number
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly lines: readonly string[]
  readonly target: string
}

/** Ours between two runs of the bare server: the machine is as busy before as after. */
async function compare(name: string, { at, bytes, method, path, lines, target }: Comparison): Promise<LoadResult> {
  const before = await loadBare(bytes, method, path, lines)
  const ours = await load(at.url(), method, path, lines, tokenOf(at))
  const after = await loadBare(bytes, method, path, lines)
  if (ours.statuses['200'] !== lines.length) throw new Error(`${name}: ${JSON.stringify(ours.statuses)}`)
  const bare = (before.perSecond + after.perSecond) / 2
  const words = `${(ours.perSecond / bare).toFixed(2)} of bare (${Math.round(ours.perSecond)}/s of ${Math.round(bare)}/s, p50 ${ours.p50Ms.toFixed(1)} ms, p99 ${ours.p99Ms.toFixed(1)} ms)`
  print(name, words, target)
  return ours
}

interface LoadResult {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly statuses: Readonly<Record<string, number>>
}

async function load(
  url: string,
  method: string,
  path: string,
  lines: readonly string[],
  token: string,
  concurrency = CONCURRENCY,
): Promise<LoadResult> {
  const file = join(folder, 'lines.txt')
  writeFileSync(file, lines.join('\n'))
  const script = resolve(import.meta.dirname, 'load.ts')
  const ended = await run([script, url, method, path, String(concurrency), file], { env: { BENCH_TOKEN: token } })
  if (ended.exitCode !== 0) throw new Error(`the load failed: ${ended.stderr}`)
  return JSON.parse(ended.stdout) as LoadResult
}

async function loadBare(bytes: number, method: string, path: string, lines: readonly string[]): Promise<LoadResult> {
  const child: ChildProcess = spawn(process.execPath, [resolve(import.meta.dirname, 'bare-server.ts'), String(bytes)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  try {
    const [port] = (await once(child.stdout ?? child, 'data')) as [Buffer]
    return await load(`http://127.0.0.1:${String(port).trim()}`, method, path, lines, '')
  } finally {
    child.stdin?.end()
    await once(child, 'exit')
  }
}

interface Trust {
  readonly issuer: string
  readonly keySet: KeySetClaims
  readonly encryptionKey: PublicKey
}

async function trust(at: Vendor): Promise<Trust> {
  const { issuer, keySet: jws } = valueOf(await at.client().call('getServer'))
  const keySet = valueOf(await verifyKeySet(jws, null))
  const encryptionKey = keySet.keys.find(({ use }) => use === 'enc')
  if (encryptionKey === undefined) throw new Error('the key set has no encryption key')
  return { issuer, keySet, encryptionKey }
}

function tokenOf(at: Vendor): string {
  return readFileSync(join(at.data, 'operator-token'), 'utf8').trim()
}

function rssMb(at: Vendor): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${at.pid()}/status`, 'utf8'))?.[1]
  return Math.round(Number(kilobytes) / 1024)
}

async function inParallel<T>(count: number, make: () => Promise<T>): Promise<readonly T[]> {
  const made: T[] = []
  let begun = 0
  const worker = async () => {
    while (begun < count) {
      begun += 1
      made.push(await make())
    }
  }
  await Promise.all(Array.from({ length: 32 }, worker))
  return made
}

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly url: string; readonly functionName: string }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** Where the CPU time of activations goes: self time by file, per thread. */
function printProfile(directory: string): void {
  for (const name of readdirSync(directory)) {
    const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(directory, name), 'utf8')) as CpuProfile
    const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
    const byPlace = new Map<string, number>()
    for (const [i, id] of samples.entries()) {
      const place = placeOf(frames.get(id))
      if (place === 'native: (idle)' || place === 'native: (program)') continue
      byPlace.set(place, (byPlace.get(place) ?? 0) + (timeDeltas[i] ?? 0))
    }
    const total = [...byPlace.values()].reduce((a, b) => a + b, 0)
    // `latchkey init` has run too, for a second.
    if (total < PROFILE_MICROS_MIN) continue
    process.stdout.write(`\nthread ${name}: ${Math.round(total / 1000)} ms of CPU\n`)
    for (const [place, micros] of [...byPlace].toSorted((a, b) => b[1] - a[1]).slice(0, 25)) {
      process.stdout.write(`${((100 * micros) / total).toFixed(1).padStart(6)} %  ${place}\n`)
    }
  }
}

function placeOf(frame: CpuProfile['nodes'][number]['callFrame'] | undefined): string {
  if (frame === undefined) return '(unknown)'
  const ours = /packages\/[a-z-]+\/src\/.*/.exec(frame.url)?.[0]
  const library = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(frame.url)?.[1]
  return ours ?? library ?? (frame.url === '' ? `native: ${frame.functionName}` : frame.url)
}

function print(name: string, value: string, target: string): void {
  process.stdout.write(`${name.padEnd(44)} ${value}${target === '' ? '' : `   [${target}]`}\n`)
}
