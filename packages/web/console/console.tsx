import { useHeadingFocus } from '../app/heading-focus.ts'
import { Screens, useLinks } from '../app/router.tsx'
import { SignedIn } from '../app/session.tsx'
import { Busy } from '../ui/progress.tsx'
import { NotFound, PageBroken } from './parts/page-states.tsx'
import { ConsoleShell } from './parts/shell.tsx'
import { PAGES } from './routes.ts'

function isConsole(path: string): boolean {
  return path === '/console' || path.startsWith('/console/')
}

/** Whoever is signed in sees the screen of the address; others sign in and stay at that address. */
export function Console() {
  useLinks(isConsole)
  useHeadingFocus()
  return (
    <SignedIn as="staff">
      <ConsoleShell>
        <Screens
          base="/console"
          pages={PAGES}
          loading={<Busy>Loading …</Busy>}
          notFound={<NotFound />}
          broken={(error) => <PageBroken error={error} />}
        />
      </ConsoleShell>
    </SignedIn>
  )
}
