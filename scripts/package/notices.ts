import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The licenses of Node.js and of everything that is bundled, as they ask to be told. `modules` are the files of the bundle. */
export function notices(modules: readonly string[], nodeLicense: string): string {
  const homes = new Set(modules.flatMap((path) => packageHome(path.replaceAll('\\', '/')) ?? []))
  addDependencies('packages/web', homes)
  const parts = [...homes].toSorted().map((home) => {
    const { name, version } = manifestOf(home)
    return section(`${name} ${version}`, licenseOf(home))
  })
  const ours = section('License Wizard (Latchkey)', readFileSync(join(ROOT, 'LICENSE'), 'utf8'))
  return [ours, section('Node.js', nodeLicense), ...parts].join('\n')
}

/** What the page of the window is made of: its bundler does not tell, so everything that it could have taken. */
function addDependencies(home: string, homes: Set<string>): void {
  const { dependencies = {} } = manifestOf(home)
  for (const name of Object.keys(dependencies)) {
    const next = `node_modules/${name}`
    if (name.startsWith('@latchkey/') || homes.has(next) || !existsSync(join(ROOT, next))) continue
    homes.add(next)
    addDependencies(next, homes)
  }
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string
  readonly dependencies?: Readonly<Record<string, string>>
}

function manifestOf(home: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, home, 'package.json'), 'utf8')) as Manifest
}

function packageHome(path: string): string | null {
  return (
    /node_modules\/(?:@[^/]+\/)?[^/]+(?=\/(?!.*node_modules\/))/.exec(path.slice(path.indexOf('node_modules/')))?.[0] ??
    null
  )
}

/** The text that came with it; where none did, what its manifest says. */
function licenseOf(home: string): string {
  const [name] = globSync('{LICENSE,LICENCE,License,license}*', { cwd: join(ROOT, home) }).toSorted()
  return name === undefined
    ? `License: ${manifestOf(home).license ?? 'see its package'}`
    : readFileSync(join(ROOT, home, name), 'utf8')
}

function section(title: string, text: string): string {
  return `${title}\n${'='.repeat(title.length)}\n\n${text.trim()}\n`
}
