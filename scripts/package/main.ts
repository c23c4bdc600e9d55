// Builds the License Wizard as single executables (docs/package.md).
// Run: npm run package -- [--brand <folder>] [--target <name> ...] [--node <target>=<file> ...] [--out <folder>] [--deb]
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { BrandFault, NO_BRAND, readBrand } from './brand.ts'
import { type Built, buildPackages, type Order } from './build.ts'
import { buildDeb } from './deb.ts'
import { fetchNode } from './fetch-node.ts'
import { gzipBytes, startUp } from './figures.ts'
import type { GivenNode } from './given-node.ts'
import { isTargetName, type TargetName, TARGETS } from './targets.ts'

const OUT = resolve(import.meta.dirname, '../../dist/package')
const MEBIBYTE = 1024 * 1024

interface Wish extends Order {
  /** Whether the Linux program is wrapped as a Debian package too. */
  readonly deb: boolean
}

function orderFrom(args: readonly string[]): Wish {
  const { values } = parseArgs({
    args: [...args],
    options: {
      brand: { type: 'string' },
      target: { type: 'string', multiple: true },
      node: { type: 'string', multiple: true },
      out: { type: 'string' },
      deb: { type: 'boolean' },
    },
  })
  return {
    targets: values.target?.map(targetNamed) ?? (Object.keys(TARGETS) as TargetName[]),
    brand: values.brand === undefined ? NO_BRAND : readBrand(resolve(values.brand)),
    nodes: values.node?.map(givenNode) ?? [],
    out: resolve(values.out ?? OUT),
    deb: values.deb === true,
  }
}

function targetNamed(name: string): TargetName {
  if (isTargetName(name)) return name
  throw new BrandFault(`${name} is no target. There are: ${Object.keys(TARGETS).join(', ')}.`)
}

function givenNode(text: string): GivenNode {
  const [name = '', path = ''] = text.split(/=(.*)/s)
  return { target: targetNamed(name), path: resolve(path) }
}

async function print(built: readonly Built[], { out, nodes }: Order): Promise<void> {
  for (const { path, sizeBytes, sha256 } of built) {
    const packed = await gzipBytes(join(out, path))
    console.log(`${path}  ${mebibytes(sizeBytes)}, ${mebibytes(packed)} as gzip  sha256 ${sha256}`)
  }
  if (built.some(({ target }) => target === 'darwin-arm64') && nodes.every(({ target }) => target !== 'darwin-arm64')) {
    console.log(
      'darwin-arm64 carries Node 24.0.0, the newest 24 that npm has for it; docs/package.md says how to give it a newer one.',
    )
  }
  const ours = built.find(({ target }) => target === `${process.platform}-${process.arch}`)
  if (ours === undefined) return
  const node = await fetchNode(TARGETS[ours.target].node)
  for (const args of [['--version'], ['list']]) {
    const { ms, bareMs, ratio } = await startUp(join(out, ours.path), node, args)
    console.log(
      `start-up, ${args.join(' ')}  ${Math.round(ms)} ms, ${ratio.toFixed(1)} x Node doing nothing (${Math.round(bareMs)} ms)`,
    )
  }
}

function mebibytes(sizeBytes: number): string {
  return `${(sizeBytes / MEBIBYTE).toFixed(1)} MiB`
}

try {
  const order = orderFrom(process.argv.slice(2))
  await print(await buildPackages(order), order)
  if (order.deb) console.log(relative(process.cwd(), await buildDeb(order.out, order.brand)))
} catch (error) {
  console.error(
    error instanceof BrandFault || !(error instanceof Error) ? String(error).replace(/^Error: /, '') : error.message,
  )
  process.exitCode = 1
}
