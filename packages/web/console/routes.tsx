import { createRootRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { Busy } from '../ui/progress.tsx'
import { NotFound, PageBroken } from './parts/page-states.tsx'
import { Console } from './console.tsx'

const root = createRootRoute({
  component: Console,
  notFoundComponent: NotFound,
  errorComponent: PageBroken,
  pendingComponent: () => <Busy>Loading …</Busy>,
})

/** Every screen with its address; each is fetched when it is first gone to. */
const PAGES = {
  '/': lazyRouteComponent(() => import('./pages/overview.tsx'), 'Overview'),
  '/requests': lazyRouteComponent(() => import('./pages/requests.tsx'), 'Requests'),
  '/requests/$id': lazyRouteComponent(() => import('./pages/request.tsx'), 'RequestPage'),
  '/transfers': lazyRouteComponent(() => import('./pages/transfers.tsx'), 'Transfers'),
  '/licenses': lazyRouteComponent(() => import('./pages/licenses.tsx'), 'Licenses'),
  '/licenses/$id': lazyRouteComponent(() => import('./pages/license.tsx'), 'LicensePage'),
  '/keys': lazyRouteComponent(() => import('./pages/keys.tsx'), 'Keys'),
  '/keys/issue': lazyRouteComponent(() => import('./pages/issue-key.tsx'), 'IssueKey'),
  '/keys/import': lazyRouteComponent(() => import('./pages/import-keys.tsx'), 'ImportKeys'),
  '/keys/$id': lazyRouteComponent(() => import('./pages/key.tsx'), 'KeyPage'),
  '/hosts/$id': lazyRouteComponent(() => import('./pages/host.tsx'), 'HostPage'),
  '/accounts': lazyRouteComponent(() => import('./pages/accounts.tsx'), 'Accounts'),
  '/accounts/$id': lazyRouteComponent(() => import('./pages/account.tsx'), 'AccountPage'),
  '/products': lazyRouteComponent(() => import('./pages/products.tsx'), 'Products'),
  '/policies': lazyRouteComponent(() => import('./pages/policies.tsx'), 'Policies'),
  '/releases': lazyRouteComponent(() => import('./pages/releases.tsx'), 'Releases'),
  '/staff': lazyRouteComponent(() => import('./pages/staff.tsx'), 'Staff'),
  '/tokens': lazyRouteComponent(() => import('./pages/tokens.tsx'), 'Tokens'),
  '/webhooks': lazyRouteComponent(() => import('./pages/webhooks.tsx'), 'Webhooks'),
  '/webhooks/$id': lazyRouteComponent(() => import('./pages/webhook.tsx'), 'WebhookPage'),
  '/mails': lazyRouteComponent(() => import('./pages/mails.tsx'), 'Mails'),
  '/audit': lazyRouteComponent(() => import('./pages/audit.tsx'), 'Audit'),
  '/security': lazyRouteComponent(() => import('./pages/security.tsx'), 'Security'),
} as const

export const routeTree = root.addChildren(
  Object.entries(PAGES).map(([path, component]) => createRoute({ getParentRoute: () => root, path, component })),
)
