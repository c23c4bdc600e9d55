import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Files } from './flow/tools.ts'

/** The person's files; `folders` are the ones where they look for theirs, the first that is there is used. */
export function openFiles(folders: readonly string[]): Files {
  const home = folders.find((folder) => existsSync(folder)) ?? '.'
  return {
    suggest(name, ending) {
      const clean = name.replaceAll(/[^\w-]+/g, '-').slice(0, NAME_CHARS_MAX)
      for (let number = 1; ; number++) {
        const candidate = path.resolve(home, `${clean}${number === 1 ? '' : `-${number}`}.${ending}`)
        if (!existsSync(candidate)) return candidate
      }
    },
    full: (typed) => path.resolve(typed.replace(/^~(?=[/\\])/, folders.at(-1) ?? '.')),
    isThere: (file) => existsSync(file),
  }
}

const NAME_CHARS_MAX = 60
