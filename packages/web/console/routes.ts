import { lazyPart, type Pages } from '../app/lazy-part.ts'

/** Every screen with its address; each is fetched when it is first gone to. */
export const PAGES = {
  '/': lazyPart(async () => (await import('./pages/overview.tsx')).Overview),
  '/requests': lazyPart(async () => (await import('./pages/requests.tsx')).Requests),
  '/requests/:id': lazyPart(async () => (await import('./pages/request.tsx')).RequestPage),
  '/transfers': lazyPart(async () => (await import('./pages/transfers.tsx')).Transfers),
  '/handovers': lazyPart(async () => (await import('./pages/handovers.tsx')).Handovers),
  '/licenses': lazyPart(async () => (await import('./pages/licenses.tsx')).Licenses),
  '/licenses/:id': lazyPart(async () => (await import('./pages/license.tsx')).LicensePage),
  '/keys': lazyPart(async () => (await import('./pages/keys.tsx')).Keys),
  '/keys/issue': lazyPart(async () => (await import('./pages/issue-key.tsx')).IssueKey),
  '/keys/import': lazyPart(async () => (await import('./pages/import-keys.tsx')).ImportKeys),
  '/keys/:id': lazyPart(async () => (await import('./pages/key.tsx')).KeyPage),
  '/hosts/:id': lazyPart(async () => (await import('./pages/host.tsx')).HostPage),
  '/accounts': lazyPart(async () => (await import('./pages/accounts.tsx')).Accounts),
  '/accounts/:id': lazyPart(async () => (await import('./pages/account.tsx')).AccountPage),
  '/products': lazyPart(async () => (await import('./pages/products.tsx')).Products),
  '/policies': lazyPart(async () => (await import('./pages/policies.tsx')).Policies),
  '/releases': lazyPart(async () => (await import('./pages/releases.tsx')).Releases),
  '/staff': lazyPart(async () => (await import('./pages/staff.tsx')).Staff),
  '/tokens': lazyPart(async () => (await import('./pages/tokens.tsx')).Tokens),
  '/webhooks': lazyPart(async () => (await import('./pages/webhooks.tsx')).Webhooks),
  '/webhooks/:id': lazyPart(async () => (await import('./pages/webhook.tsx')).WebhookPage),
  '/mails': lazyPart(async () => (await import('./pages/mails.tsx')).Mails),
  '/audit': lazyPart(async () => (await import('./pages/audit.tsx')).Audit),
  '/security': lazyPart(async () => (await import('./pages/security.tsx')).Security),
} as const satisfies Pages
