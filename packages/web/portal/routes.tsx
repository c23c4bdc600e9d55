import { createRootRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { Portal } from './portal.tsx'
import { NotFound, PageBroken } from './parts/page-states.tsx'

const root = createRootRoute({ component: Portal, notFoundComponent: NotFound, errorComponent: PageBroken })

/** Every screen with its address; each is fetched when it is first gone to. */
const PAGES = {
  '/': lazyRouteComponent(() => import('./pages/home.tsx'), 'Home'),
  '/licenses/$id': lazyRouteComponent(() => import('./pages/license.tsx'), 'LicensePage'),
  '/hosts': lazyRouteComponent(() => import('./pages/hosts.tsx'), 'Hosts'),
  '/claim': lazyRouteComponent(() => import('./pages/claim.tsx'), 'Claim'),
  '/transfers': lazyRouteComponent(() => import('./pages/transfers.tsx'), 'Transfers'),
  '/portal/transfer': lazyRouteComponent(() => import('./pages/accept-transfer.tsx'), 'AcceptTransfer'),
  '/requests': lazyRouteComponent(() => import('./pages/requests.tsx'), 'Requests'),
  '/requests/new': lazyRouteComponent(() => import('./pages/new-request.tsx'), 'NewRequest'),
  '/requests/$id': lazyRouteComponent(() => import('./pages/request.tsx'), 'RequestPage'),
  '/downloads': lazyRouteComponent(() => import('./pages/downloads.tsx'), 'Downloads'),
  '/security': lazyRouteComponent(() => import('./pages/security.tsx'), 'Security'),
  '/ask-support': lazyRouteComponent(() => import('./pages/ask-support.tsx'), 'AskSupport'),
  '/register': lazyRouteComponent(() => import('./pages/register.tsx'), 'Register'),
  '/forgotten': lazyRouteComponent(() => import('./pages/forgotten.tsx'), 'Forgotten'),
  '/portal/confirm': lazyRouteComponent(() => import('./pages/mail-link.tsx'), 'MailLink'),
  '/portal/reset': lazyRouteComponent(() => import('./pages/mail-link.tsx'), 'MailLink'),
  '/portal/email': lazyRouteComponent(() => import('./pages/mail-link.tsx'), 'MailLink'),
} as const

export const routeTree = root.addChildren(
  Object.entries(PAGES).map(([path, component]) => createRoute({ getParentRoute: () => root, path, component })),
)
