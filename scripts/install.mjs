// Plain JavaScript for whatever Node the machine has (20 or newer): installs exact versions when the lockfile is newer than
// what is installed, so that `npm start` and `npm test` work on a fresh clone.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const stamp = join(root, 'node_modules', '.latchkey-lock')

export function ensureInstalled() {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
  if (existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  console.error('Installing exact versions (npm ci); this happens once ...')
  const npm = process.env.npm_execpath
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const [command, commandArgs] = npm?.endsWith('.js') ? [process.execPath, [npm, ...args]] : ['npm', args]
  const shell = command === 'npm' && process.platform === 'win32'
  const done = spawnSync(command, commandArgs, { cwd: root, stdio: ['ignore', 2, 2], shell })
  if (done.status !== 0) {
    console.error('Could not install. Check that npm reaches its registry, then try again; nothing was started.')
    process.exit(done.status ?? 1)
  }
  writeFileSync(stamp, hash)
}

ensureInstalled()
