#!/usr/bin/env node
// Plain JavaScript, so that the cache is on before any TypeScript is read: stripped and compiled once, the sources then start in a
// fifth of the time and with 35 MB less.
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../../../node_modules/.cache/latchkey', import.meta.url))
enableCompileCache(process.env.NODE_COMPILE_CACHE)
await import('../src/main.ts')
