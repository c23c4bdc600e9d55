import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createServer } from 'node:net'
import { apiAt } from './api.ts'
import type { CliContext } from './context.ts'
import { type DataFolder, readOperatorToken, readServerUrl, systemCode } from './data-folder.ts'
import type { Finding } from './doctor.ts'

/** Whether others than the owner may read or write it. Windows has no such bits; its folders are private to their user. */
function isOpenToOthers(path: string): boolean {
  return process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0
}

export function checkFolder({ path, database }: DataFolder): Finding {
  if (!isOpenToOthers(path))
    return { name: 'folder', status: 'passed', words: `${path}, for its owner only.`, wayOut: null }
  const isDatabaseOpen = existsSync(database) && isOpenToOthers(database)
  return {
    name: 'folder',
    status: isDatabaseOpen ? 'failed' : 'warned',
    words: `Other users may look into ${path}.`,
    wayOut: `chmod -R go= ${path}`,
  }
}

export async function checkKeys({ keys }: DataFolder): Promise<Finding> {
  const { loadSigningKeys } = await import('../signing/key-files.ts')
  const loaded = await loadSigningKeys(keys)
  if (!loaded.ok) {
    return { name: 'keys', status: 'failed', words: `${loaded.error.path} does not serve.`, wayOut: loaded.error.words }
  }
  const open = readdirSync(keys).filter((name) => isOpenToOthers(join(keys, name)))
  if (open.length > 0) {
    const words = `Other users may read ${open.join(', ')}.`
    return { name: 'keys', status: 'failed', words, wayOut: `chmod -R go= ${keys}` }
  }
  const words = `Those of issuer ${loaded.value.issuer} are there, for their owner only.`
  return { name: 'keys', status: 'passed', words, wayOut: null }
}

export function checkToken(folder: DataFolder): Finding {
  const token = readOperatorToken(folder)
  const wayOut = 'Run "latchkey init": it makes a new one.'
  if (!token.ok) return { name: 'token', status: 'warned', words: `${folder.operatorToken} is missing.`, wayOut }
  if (!isOpenToOthers(folder.operatorToken)) {
    return { name: 'token', status: 'passed', words: 'Commands on this machine have their token.', wayOut: null }
  }
  const words = `Other users may read ${folder.operatorToken}.`
  return { name: 'token', status: 'failed', words, wayOut: `chmod go= ${folder.operatorToken}` }
}

/** A server that runs must answer; where none runs, its port must be free. */
export async function checkServer({ config, folder }: CliContext): Promise<Finding> {
  const url = config.serverUrl ?? readServerUrl(folder)
  if (url !== null) {
    const facts = await apiAt(url, '').call((client) => client.call('getServer'))
    if (facts.ok) {
      return {
        name: 'server',
        status: 'passed',
        words: `Latchkey ${facts.value.version} answers at ${url}.`,
        wayOut: null,
      }
    }
    if (config.serverUrl !== null) {
      return { name: 'server', status: 'failed', words: facts.error.sentence, wayOut: facts.error.wayOut }
    }
  }
  const address = `${config.host}:${config.port}`
  const code = await listenError(config.host, config.port)
  if (code === null)
    return { name: 'server', status: 'skipped', words: `None runs; ${address} is free for it.`, wayOut: null }
  return {
    name: 'server',
    status: 'failed',
    words: code === 'EADDRINUSE' ? `Another program holds ${address}.` : `${address} cannot be listened on (${code}).`,
    wayOut: 'Stop that program, or set LATCHKEY_PORT and LATCHKEY_HOST to another address.',
  }
}

function listenError(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (cause) => resolve(systemCode(cause) ?? 'unknown'))
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(null)))
  })
}
