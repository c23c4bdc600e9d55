import { createRoot } from 'react-dom/client'
import { brandStyleSheet } from '@latchkey/contract/brand'
import { LOCALES } from '@latchkey/words/locales'
import { loadMessages } from '../catalogs.ts'
import { UiProvider } from '../ui-provider.tsx'
import { Gallery } from './gallery.tsx'
import { BRANDS, settingsOf } from './settings.ts'

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
  const messages = await loadMessages(settings.locale)
  const root = document.getElementById('root')
  if (root === null) throw new Error('the page has no #root')
  createRoot(root).render(
    <UiProvider locale={settings.locale} messages={messages}>
      <Gallery settings={settings} locales={LOCALES} />
    </UiProvider>,
  )
}

void start()
