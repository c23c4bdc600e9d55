import { Screens, useLinks } from '../app/router.tsx'
import { SignedIn } from '../app/session.tsx'
import { NotFound } from './parts/not-found.tsx'
import { ConsoleShell } from './parts/shell.tsx'
import { PAGES } from './routes.ts'

function isConsole(path: string): boolean {
  return path === '/console' || path.startsWith('/console/')
}

/** Whoever is signed in sees the screen of the address; others sign in and stay at that address. */
export function Console() {
  useLinks(isConsole)
  return (
    <SignedIn as="staff">
      <ConsoleShell>
        <Screens base="/console" pages={PAGES} notFound={<NotFound />} />
      </ConsoleShell>
    </SignedIn>
  )
}
