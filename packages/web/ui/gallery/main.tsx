import type { Messages } from '@lingui/core'
import { createRoot } from 'react-dom/client'
import { brandStyleSheet } from '@latchkey/contract/brand'
import { LOCALES, type Locale } from '@latchkey/words/locales'
import { UiProvider } from '../ui-provider.tsx'
import { Gallery } from './gallery.tsx'
import { BRANDS, settingsOf } from './settings.ts'

const CATALOGS: Record<Locale, () => Promise<{ readonly messages: Messages }>> = {
  en: () => import('@latchkey/words/locales/en.po'),
  de: () => import('@latchkey/words/locales/de.po'),
  fr: () => import('@latchkey/words/locales/fr.po'),
  es: () => import('@latchkey/words/locales/es.po'),
  ja: () => import('@latchkey/words/locales/ja.po'),
  'zh-Hans': () => import('@latchkey/words/locales/zh-Hans.po'),
  ar: () => import('@latchkey/words/locales/ar.po'),
}

async function start() {
  const settings = settingsOf(location.search)
  const { dataset } = document.documentElement
  if (settings.theme !== 'system') dataset['theme'] = settings.theme
  if (settings.density === 'compact') dataset['density'] = settings.density
  const colors = BRANDS[settings.brand]
  if (colors !== null) {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(brandStyleSheet(colors))
    document.adoptedStyleSheets.push(sheet)
  }
  const { messages } = await CATALOGS[settings.locale]()
  const root = document.getElementById('root')
  if (root === null) throw new Error('the page has no #root')
  createRoot(root).render(
    <UiProvider locale={settings.locale} messages={messages}>
      <Gallery settings={settings} locales={LOCALES} />
    </UiProvider>,
  )
}

void start()
