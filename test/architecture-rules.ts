/** The rules of docs/architecture.md that the compiler does not check, as a function from source files to complaints. */

export interface SourceFile {
  /** From the root of the repository, with slashes: `packages/core/src/license.ts`. */
  readonly path: string
  readonly text: string
}

/** Imports point down only: what each room may use of the others. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  'license-file': ['core'],
  contract: ['core'],
  words: ['core'],
  sdk: ['core', 'license-file'],
  server: ['core', 'license-file', 'contract', 'words'],
  host: ['core', 'license-file', 'contract'],
  wizard: ['core', 'license-file', 'host', 'words'],
  web: ['core', 'contract', 'words'],
}

/** Of these a room below may know the types, and nothing that runs: a page is told screens, it does not make them (docs/decisions/017). */
const TYPES_ONLY = {
  from: 'packages/web/wizard/',
  to: ['@latchkey/wizard/flow/screen', '@latchkey/wizard/window/frame'],
}

/** What has one home only: everywhere else it is an argument. */
const HOMES = [
  { what: 'the environment', pattern: /\bprocess\.env\b|\bimport\.meta\.env\b/, home: 'config.ts' },
  {
    what: 'a clock',
    pattern: /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bprocess\.hrtime\b/,
    home: 'main.ts',
  },
  {
    what: 'randomness',
    pattern: /\bMath\.random\b|\bgetRandomValues\b|\brandomUUID\b|\brandomInt\b|\{[^}]*\brandomBytes\b[^}]*\}\s*from/,
    home: 'main.ts',
  },
] as const

/** Nothing of the surroundings exists for the core. */
const SURROUNDINGS =
  /\b(?:process|console|globalThis|window|fetch|crypto|setTimeout|setInterval|Buffer|require)\b\s*[.(]|\bawait\b/

/** Exceptions, each with its reason; one that is no longer needed is a complaint too. */
export interface Exception {
  readonly path: string
  readonly what: (typeof HOMES)[number]['what']
  readonly reason: string
}

/** Everything in `files` that breaks a rule, one sentence each. */
export function complaintsAbout(files: readonly SourceFile[], exceptions: readonly Exception[]): readonly string[] {
  const complaints = files.flatMap((file) => [...importComplaints(file), ...coreComplaints(file)])
  const strays = files.flatMap((file) => straysOf(file).map((what) => ({ path: file.path, what })))
  const isExcepted = (stray: { path: string; what: string }) =>
    exceptions.some(({ path, what }) => path === stray.path && what === stray.what)
  const unneeded = exceptions.filter(
    ({ path, what }) => !strays.some((stray) => stray.path === path && stray.what === what),
  )
  return [
    ...complaints,
    ...strays.filter((stray) => !isExcepted(stray)).map(({ path, what }) => `${path} makes ${what} of its own`),
    ...unneeded.map(({ path, what }) => `${path} no longer needs its exception for ${what}`),
  ]
}

function importComplaints({ path, text }: SourceFile): readonly string[] {
  const room = roomOf(path)
  const allowed = ROOMS[room]
  if (allowed === undefined) return [`${path} is in a room without rules: ${room}`]
  return importsOf(text).flatMap((specifier) => {
    if (specifier.startsWith('.'))
      return isWithinRoom(path, specifier) ? [] : [`${path} reaches out of its room: ${specifier}`]
    if (room === 'core') return [`${path} imports ${specifier}, and core imports nothing`]
    const other = /^@latchkey\/([^/]+)/.exec(specifier)?.[1]
    return other === undefined || allowed.includes(other) || isTypeOnly(path, text, specifier)
      ? []
      : [`${path} imports ${specifier}, which is not below ${room}`]
  })
}

function isTypeOnly(path: string, text: string, specifier: string): boolean {
  if (!path.startsWith(TYPES_ONLY.from) || !TYPES_ONLY.to.includes(specifier)) return false
  const all = withoutComments(text).split(`'${specifier}'`).slice(0, -1)
  return all.every((before) => /\bimport type \{[^}]*\} from $/.test(before))
}

function coreComplaints({ path, text }: SourceFile): readonly string[] {
  const found = roomOf(path) === 'core' ? SURROUNDINGS.exec(withoutComments(text)) : null
  return found === null ? [] : [`${path} knows of its surroundings: ${found[0]}`]
}

function straysOf({ path, text }: SourceFile): readonly Exception['what'][] {
  const code = withoutComments(text)
  return HOMES.filter(({ pattern, home }) => !path.endsWith(`/${home}`) && pattern.test(code)).map(({ what }) => what)
}

function roomOf(path: string): string {
  return /^packages\/([^/]+)\//.exec(path)?.[1] ?? path
}

const IMPORT = /\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g

function importsOf(text: string): readonly string[] {
  return Array.from(withoutComments(text).matchAll(IMPORT), ([, specifier]) => specifier ?? '')
}

function isWithinRoom(path: string, specifier: string): boolean {
  const { pathname } = new URL(specifier, `file:///${path}`)
  return pathname.startsWith(`/packages/${roomOf(path)}/`)
}

/** Comments may name what code may not use. A `//` within a string is not one: it follows a colon there. */
function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|[^:'"`\\])\/\/[^\n]*/g, '$1')
}
