import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { createQueries } from '../app/api.ts'
import { routerOf } from '../app/router.ts'
import { applyTheme, chosenTheme } from '../app/theme.ts'
import { UiProvider } from '../ui/ui-provider.tsx'
import { routeTree } from './routes.tsx'

/** English stands in the screens themselves. */
const NO_CATALOG = {}

/** The console: what Support, Sales, admins and auditors work in. Staff read English; customers are answered in their own language. */
function start() {
  applyTheme(chosenTheme())
  const root = document.getElementById('root')
  if (root === null) throw new Error('the page has no #root')
  const queries = createQueries()
  const router = routerOf(routeTree, '/console')
  createRoot(root).render(
    <UiProvider locale="en" messages={NO_CATALOG}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </UiProvider>,
  )
}

start()
