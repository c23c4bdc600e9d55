import { Outlet, useRouter } from '@tanstack/react-router'
import { useHeadingFocus } from '../app/heading-focus.ts'
import { useLinks } from '../app/router.ts'
import { SignedIn } from '../app/session.tsx'
import { ConsoleShell } from './parts/shell.tsx'

function isConsole(path: string): boolean {
  return path === '/console' || path.startsWith('/console/')
}

/** Whoever is signed in sees the screen of the address; others sign in and stay at that address. */
export function Console() {
  const router = useRouter()
  useLinks(router, isConsole)
  useHeadingFocus()
  return (
    <SignedIn as="staff">
      <ConsoleShell>
        <Outlet />
      </ConsoleShell>
    </SignedIn>
  )
}
