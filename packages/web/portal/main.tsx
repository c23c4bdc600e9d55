import { QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { createQueries } from '../app/api.ts'
import { loadWords } from '../app/languages.ts'
import { keepScroll } from '../app/scroll.ts'
import { applyTheme, chosenTheme } from '../app/theme.ts'
import { UiProvider } from '../ui/ui-provider.tsx'
import { Portal } from './portal.tsx'

/** The customer portal. */
async function start() {
  applyTheme(chosenTheme())
  keepScroll()
  const root = document.getElementById('root')
  if (root === null) throw new Error('the page has no #root')
  const { locale, messages } = await loadWords()
  createRoot(root).render(
    <UiProvider locale={locale} messages={messages}>
      <QueryClientProvider client={createQueries()}>
        <Portal />
      </QueryClientProvider>
    </UiProvider>,
  )
}

void start()
