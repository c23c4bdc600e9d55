#!/usr/bin/env -S node --max-semi-space-size=4
// Plain JavaScript, so that the cache is on before any TypeScript is read: stripped and compiled once, the sources then start in a
// fifth of the time, and neither the server nor its writer's thread needs the 35 MB of Node's type stripper.
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

// In the environment, where the writer's thread finds it too.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../../../node_modules/.cache/latchkey', import.meta.url))
enableCompileCache(process.env.NODE_COMPILE_CACHE)

// V8 takes its measure from the machine's memory and would let two heaps grow to 200 MB of garbage before it collects; a license
// server shares its machine (decision 012). The first flag is for the writer's thread: this one's young heap has its size already,
// from the command line above.
setFlagsFromString('--max-semi-space-size=2')
setFlagsFromString('--heap-growing-percent=20')

await import('../src/main.ts')
