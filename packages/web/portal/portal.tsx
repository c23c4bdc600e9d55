import { usePathname } from 'wouter/use-browser-location'
import { Screens, useLinks } from '../app/router.tsx'
import { SignedIn } from '../app/session.tsx'
import { NotFound } from './parts/not-found.tsx'
import { PortalShell } from './parts/shell.tsx'
import { PAGES } from './routes.ts'

/** Pages for whoever is not signed in: they come from a mail, or lead to an account. */
const OPEN = new Set(['/register', '/forgotten', '/ask-support', '/portal/confirm', '/portal/reset', '/portal/email'])

function isPortal(path: string): boolean {
  return !/^\/(?:console|v1|reference|openapi\.json|offline)(?:\/|$)/.test(path)
}

/** Whoever is signed in sees the screen of the address; others sign in and stay at that address. */
export function Portal() {
  const path = usePathname()
  useLinks(isPortal)
  const screen = <Screens base="" pages={PAGES} notFound={<NotFound />} />
  if (OPEN.has(path)) return screen
  return (
    <SignedIn as="account">
      <PortalShell>{screen}</PortalShell>
    </SignedIn>
  )
}
