import { messages } from '@latchkey/words/locales/en.po?shared'
import { QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { createQueries } from '../app/api.ts'
import { keepScroll } from '../app/scroll.ts'
import { applyTheme, chosenTheme } from '../app/theme.ts'
import { UiProvider } from '../ui/ui-provider.tsx'
import { Console } from './console.tsx'

/** The console: what Support, Sales, admins and auditors work in. Staff read English; customers are answered in their own language. */
function start() {
  applyTheme(chosenTheme())
  keepScroll()
  const root = document.getElementById('root')
  if (root === null) throw new Error('the page has no #root')
  const queries = createQueries()
  createRoot(root).render(
    <UiProvider locale="en" messages={messages}>
      <QueryClientProvider client={queries}>
        <Console />
      </QueryClientProvider>
    </UiProvider>,
  )
}

start()
