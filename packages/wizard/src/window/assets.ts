import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The built page of the window. A folder here; within a single executable, its embedded files. */
export interface Assets {
  /** The file at a path such as `wizard.html` or `assets/wizard-1a2b.js`; null for none. */
  get(path: string): Promise<Uint8Array | null>
}

/** The only paths that are looked up: no way leads out of the folder. */
const PATH = /^(?:[\w-]+\.(?:html|svg)|assets\/[\w.-]+)$/

export function folderAssets(folder: string): Assets {
  return {
    async get(path) {
      if (!isAssetPath(path)) return null
      try {
        return await readFile(join(folder, path))
      } catch {
        return null
      }
    },
  }
}

function isAssetPath(path: string): boolean {
  return PATH.test(path) && !path.includes('..')
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  webp: 'image/webp',
  woff2: 'font/woff2',
}

export function typeOf(path: string): string {
  return TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
}
