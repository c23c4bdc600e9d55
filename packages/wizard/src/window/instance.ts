import { createHash } from 'node:crypto'
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { takeStoreLock } from '@latchkey/host/store-lock'

/** The one window of a user for the licenses in one folder. Its lock goes with the process, however that ends. */
export interface Instance {
  /** Writes where a second start finds this window. */
  tell(address: Address): Promise<void>
  release(): void
}

interface Address {
  readonly url: string
  readonly secret: string
}

/** Becomes the one window; null when there is one already. */
export async function takeInstance(folder: string, storePath: string): Promise<Instance | null> {
  const home = homeOf(folder, storePath)
  try {
    await mkdir(home, { recursive: true, mode: 0o700 })
    await chmod(home, 0o700)
    const lock = await takeStoreLock(home, 0)
    if (lock === null) return null
    await rm(addressFile(home), { force: true })
    return {
      tell: (address) => writeFile(addressFile(home), JSON.stringify(address), { mode: 0o600 }),
      release: () => lock.release(),
    }
  } catch {
    // Nothing can be written: two windows are better than none, which would keep the reason to itself.
    return ALONE
  }
}

/** Of whom no other start learns. */
const ALONE: Instance = { tell: async () => undefined, release: () => undefined }

const ATTEMPTS_MAX = 20
const ATTEMPT_MS = 250

/** Asks the running window to come to the front; false when it does not answer. */
export async function focusRunning(folder: string, storePath: string): Promise<boolean> {
  const file = addressFile(homeOf(folder, storePath))
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const address = await readAddress(file)
    if (address !== null && (await askToFocus(address))) return true
    // It may be starting at this moment.
    await sleep(ATTEMPT_MS)
  }
  return false
}

async function askToFocus({ url, secret }: Address): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/focus`, { method: 'POST', headers: { authorization: `Bearer ${secret}` } })
    return answer.ok
  } catch {
    return false
  }
}

async function readAddress(file: string): Promise<Address | null> {
  try {
    const { url, secret } = JSON.parse(await readFile(file, 'utf8')) as Partial<Address>
    return url !== undefined && secret !== undefined && /^http:\/\/127\.0\.0\.1:\d+$/.test(url) ? { url, secret } : null
  } catch {
    return null
  }
}

function homeOf(folder: string, storePath: string): string {
  return join(folder, `window-${createHash('sha256').update(storePath).digest('hex').slice(0, 16)}`)
}

function addressFile(home: string): string {
  return join(home, 'window.json')
}
