import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage'
import { type Catalog, type Language, languageFrom } from '@latchkey/words/language'
import { readCatalog } from '@latchkey/words/build/catalog'
import type { Page } from 'playwright-core'

/**
 * A language that nobody speaks: every word that came through a catalog is in Cyrillic letters, between brackets and a third longer.
 * What is still Latin was never translated, or is data; what is cut off would be cut off in German.
 */
export async function pseudoLanguage(): Promise<{ readonly wizard: Language; readonly page: string }> {
  const entries = await readCatalog('en')
  const isOf = (room: string) => (entry: (typeof entries)[number]) => entry.files.some((file) => file.startsWith(room))
  const spoken = entries.filter(({ files }) => files.some((file) => !file.startsWith('packages/web/')))
  const wizard = spoken.map(
    (entry) => [entry.message, isOf('packages/core/')(entry) ? ofCore(entry.message) : pseudo(entry.message)] as const,
  )
  const page = entries.filter(isOf('packages/web/')).map(({ id, message }) => [id, pseudo(message)] as const)
  return {
    wizard: languageFrom('en', Object.fromEntries(wizard) as Catalog),
    page: `export const messages = ${JSON.stringify(Object.fromEntries(page))}`,
  }
}

type Piece = string | readonly unknown[]

function pseudo(message: string): readonly Piece[] {
  return ['⟦', ...(compileMessageOrThrow(message) as readonly Piece[]).map(inPseudo), longer(message), '⟧']
}

function inPseudo(piece: Piece): Piece {
  if (typeof piece === 'string') return cyrillic(piece)
  const [name, kind, cases] = piece
  if (typeof cases !== 'object' || cases === null) return piece
  // Lingui's compiler leaves the place of ICU's offset empty.
  const words = Object.entries(cases as Readonly<Record<string, Piece | undefined>>).filter(
    ([, said]) => said !== undefined,
  )
  const said = words.map(([which, words]) => [
    which,
    typeof words === 'string' ? cyrillic(words) : (words as readonly Piece[]).map(inPseudo),
  ])
  return [name, kind, Object.fromEntries(said)]
}

/** Core fills its own placeholders: `{hostName|another PC}`. */
function ofCore(message: string): string {
  const said = message.replaceAll(/\{(\w+)(?:\|([^}]*))?\}|[^{}]+/g, (text, name?: string, otherwise?: string) => {
    if (name === undefined) return cyrillic(text)
    return otherwise === undefined ? text : `{${name}|${cyrillic(otherwise)}}`
  })
  return `⟦${said}${longer(message)}⟧`
}

/** Tags that a message holds for its parts stay what they are. */
function cyrillic(text: string): string {
  return text.replaceAll(/<\/?\w+\/?>|[a-z]/gi, (found) =>
    found.length > 1 ? found : String.fromCharCode(found.charCodeAt(0) + 0x3d0),
  )
}

/** A third more, in words of the usual length. */
function longer(message: string): string {
  return ' жжжжж'.repeat(Math.ceil(message.length / 3 / 6))
}

/** Shows the window anew in the pseudo-language; its own words are sent in place of the English ones. */
export async function reloadInPseudo(page: Page, words: string): Promise<void> {
  const body = { contentType: 'text/javascript; charset=utf-8', body: words }
  await page.route(/\/assets\/en-[\w-]+\.js$/, (route) => route.fulfill(body))
  await page.reload()
  await page.getByText('⟦').first().waitFor()
}

/** Everything that is read on the screen or by a screen reader, one text each. */
export async function textsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const texts = [document.title]
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node.parentElement?.checkVisibility() === true) texts.push(node.textContent ?? '')
    }
    for (const element of document.body.querySelectorAll('[aria-label], [placeholder], [title], img[alt]')) {
      for (const name of ['aria-label', 'placeholder', 'title', 'alt']) texts.push(element.getAttribute(name) ?? '')
    }
    return texts.filter((text) => text.trim() !== '')
  })
}

/** Texts that do not fit into what holds them: cut at its edge, though nobody may scroll it. */
export async function cutTexts(page: Page): Promise<readonly string[]> {
  return page.locator('body *').evaluateAll((elements) =>
    elements
      .filter((element) => {
        if (!element.checkVisibility() || element.closest('.sr-only') !== null || element.matches('input, textarea'))
          return false
        const { overflowX, overflowY } = getComputedStyle(element)
        const cutsX = ['hidden', 'clip'].includes(overflowX) && element.scrollWidth > element.clientWidth + 1
        const cutsY = ['hidden', 'clip'].includes(overflowY) && element.scrollHeight > element.clientHeight + 1
        return element.clientWidth > 1 && element.clientHeight > 1 && (cutsX || cutsY)
      })
      .map((element) => element.outerHTML.slice(0, 160)),
  )
}
