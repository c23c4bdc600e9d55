import { lazyPart, type Pages } from '../app/lazy-part.ts'

/** Every screen with its address; each is fetched when it is first gone to. */
export const PAGES = {
  '/': lazyPart(async () => (await import('./pages/home.tsx')).Home),
  '/licenses/:id': lazyPart(async () => (await import('./pages/license.tsx')).LicensePage),
  '/hosts': lazyPart(async () => (await import('./pages/hosts.tsx')).Hosts),
  '/claim': lazyPart(async () => (await import('./pages/claim.tsx')).Claim),
  '/transfers': lazyPart(async () => (await import('./pages/transfers.tsx')).Transfers),
  '/portal/transfer': lazyPart(async () => (await import('./pages/accept-transfer.tsx')).AcceptTransfer),
  '/requests': lazyPart(async () => (await import('./pages/requests.tsx')).Requests),
  '/requests/new': lazyPart(async () => (await import('./pages/new-request.tsx')).NewRequest),
  '/requests/:id': lazyPart(async () => (await import('./pages/request.tsx')).RequestPage),
  '/downloads': lazyPart(async () => (await import('./pages/downloads.tsx')).Downloads),
  '/security': lazyPart(async () => (await import('./pages/security.tsx')).Security),
  '/organizations': lazyPart(async () => (await import('./pages/organizations.tsx')).Organizations),
  '/portal/invitation': lazyPart(async () => (await import('./pages/invitation.tsx')).Invitation),
  '/ask-support': lazyPart(async () => (await import('./pages/ask-support.tsx')).AskSupport),
  '/register': lazyPart(async () => (await import('./pages/register.tsx')).Register),
  '/forgotten': lazyPart(async () => (await import('./pages/forgotten.tsx')).Forgotten),
  '/portal/confirm': lazyPart(async () => (await import('./pages/mail-link.tsx')).MailLink),
  '/portal/reset': lazyPart(async () => (await import('./pages/mail-link.tsx')).MailLink),
  '/portal/email': lazyPart(async () => (await import('./pages/mail-link.tsx')).MailLink),
} as const satisfies Pages
