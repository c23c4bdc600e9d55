import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Brand } from './brand.ts'

/** The page of the window with a vendor's brand in it, by path: `wizard.html`, `assets/...`. */
export function brandedPage(folder: string, brand: Brand): ReadonlyMap<string, Uint8Array> {
  const paths = globSync('**/*.{html,js,css,svg,woff2}', { cwd: folder }).map((path) => path.replaceAll('\\', '/'))
  const page = new Map<string, Uint8Array>(paths.toSorted().map((path) => [path, readFileSync(join(folder, path))]))
  const html = Buffer.from(page.get('wizard.html') ?? []).toString('utf8')
  if (html === '') throw new Error('the page was not built')
  const tags = brandTags(brand)
  if (tags !== '') page.set('wizard.html', Buffer.from(html.replace('</head>', () => `${tags}</head>`)))
  if (brand.styleSheet !== '') page.set(STYLE_SHEET, Buffer.from(brand.styleSheet))
  if (brand.logo !== null) page.set(brand.logo.file, brand.logo.bytes)
  return page
}

const STYLE_SHEET = 'brand.css'

/** What packages/web/wizard/brand.ts reads. */
function brandTags({ name, styleSheet, logo }: Brand): string {
  const tags = [
    name === null ? '' : `<meta name="vendor" content="${escaped(name)}" />`,
    logo === null ? '' : `<meta name="vendor-logo" content="/${logo.file}" />`,
    styleSheet === '' ? '' : `<link rel="stylesheet" href="/${STYLE_SHEET}" />`,
  ]
  return tags.filter((tag) => tag !== '').join('')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
