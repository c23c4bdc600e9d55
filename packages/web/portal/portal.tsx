import { Outlet, useRouter, useRouterState } from '@tanstack/react-router'
import { useHeadingFocus } from '../app/heading-focus.ts'
import { useLinks } from '../app/router.ts'
import { SignedIn } from '../app/session.tsx'
import { PortalShell } from './parts/shell.tsx'

/** Pages for whoever is not signed in: they come from a mail, or lead to an account. */
const OPEN = new Set(['/register', '/forgotten', '/ask-support', '/portal/confirm', '/portal/reset', '/portal/email'])

function isPortal(path: string): boolean {
  return !/^\/(?:console|v1|reference|openapi\.json|offline-form)(?:\/|$)/.test(path)
}

/** Whoever is signed in sees the screen of the address; others sign in and stay at that address. */
export function Portal() {
  const router = useRouter()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  useLinks(router, isPortal)
  useHeadingFocus()
  if (OPEN.has(path)) return <Outlet />
  return (
    <SignedIn as="account">
      <PortalShell>
        <Outlet />
      </PortalShell>
    </SignedIn>
  )
}
