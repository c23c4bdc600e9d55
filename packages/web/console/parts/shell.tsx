import type { Action } from '@latchkey/core/access'
import {
  ArrowRightLeft,
  Boxes,
  FileKey2,
  Handshake,
  Inbox,
  KeyRound,
  LayoutDashboard,
  ListChecks,
  LogOut,
  type LucideIcon,
  Mail,
  PackageOpen,
  ScrollText,
  Search,
  TicketCheck,
  UserRound,
  UsersRound,
  Webhook,
} from 'lucide-react'
import { lazy, type ReactNode, Suspense, useRef, useState } from 'react'
import { usePathname } from 'wouter/use-browser-location'
import { useRead } from '../../app/api.ts'
import { useSession } from '../../app/session.tsx'
import { useSignOut } from '../../app/sign-out.ts'
import { IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { CONTROL_STYLE } from '../../ui/control-style.ts'
import { ButtonLink } from '../../ui/link.tsx'
import { Mark } from '../../ui/page-shell.tsx'
import { useMay } from './may.ts'
import { SEARCH_HINT, SEARCH_LABEL, useSearchShortcut } from './search-shortcut.ts'

interface Place {
  readonly href: string
  readonly label: string
  readonly icon: LucideIcon
  /** Whoever may not do this does not see it. */
  readonly needs: Action
}

const PLACES: readonly { readonly group: string; readonly places: readonly Place[] }[] = [
  {
    group: 'Support',
    places: [
      { href: '/console', label: 'Overview', icon: LayoutDashboard, needs: 'licenses:read' },
      { href: '/console/requests', label: 'Return requests', icon: Inbox, needs: 'return-requests:read' },
      { href: '/console/transfers', label: 'Transfers', icon: ArrowRightLeft, needs: 'transfers:read' },
      { href: '/console/handovers', label: 'Handovers', icon: Handshake, needs: 'transfers:read' },
      { href: '/console/licenses', label: 'Licenses', icon: FileKey2, needs: 'licenses:read' },
      { href: '/console/accounts', label: 'Accounts', icon: UserRound, needs: 'accounts:read' },
    ],
  },
  {
    group: 'Sales',
    places: [
      { href: '/console/keys', label: 'Activation keys', icon: KeyRound, needs: 'keys:read' },
      { href: '/console/products', label: 'Products', icon: Boxes, needs: 'catalog:read' },
      { href: '/console/policies', label: 'Policies', icon: ScrollText, needs: 'catalog:read' },
      { href: '/console/releases', label: 'Releases', icon: PackageOpen, needs: 'catalog:read' },
    ],
  },
  {
    group: 'Administration',
    places: [
      { href: '/console/staff', label: 'Staff', icon: UsersRound, needs: 'staff:read' },
      { href: '/console/tokens', label: 'API tokens', icon: TicketCheck, needs: 'tokens:read' },
      { href: '/console/webhooks', label: 'Webhooks', icon: Webhook, needs: 'webhooks:read' },
      { href: '/console/mails', label: 'Mail', icon: Mail, needs: 'mails:read' },
      { href: '/console/audit', label: 'Audit log', icon: ListChecks, needs: 'events:read' },
    ],
  },
]

/** The frame of the console: places at the side, one search box and who one is above. */
export function ConsoleShell({ children }: { readonly children: ReactNode }) {
  const brand = useRead('getBrand', {})
  return (
    <div className="isolate flex min-h-dvh flex-col lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="fixed start-3 top-3 z-30 -translate-y-20 rounded-control border border-line bg-overlay px-3 py-2 font-medium text-accent shadow-overlay focus:translate-y-0"
      >
        Skip to content
      </a>
      <header className="min-w-0 border-line bg-surface max-lg:border-b lg:sticky lg:top-0 lg:h-dvh lg:overflow-y-auto lg:border-e">
        <div className="flex items-center gap-2.5 px-4 pt-4 pb-2 lg:pb-4">
          {typeof brand.data?.logoUrl === 'string' ? (
            <img src={brand.data.logoUrl} alt="" className="h-7 w-auto max-w-32" />
          ) : (
            <Mark />
          )}
          <span className="min-w-0">
            <span className="block truncate leading-5 font-semibold">{brand.data?.name ?? 'Latchkey'}</span>
            <span className="block text-xs text-muted">Console</span>
          </span>
        </div>
        <Places />
      </header>
      <div className="flex min-w-0 flex-1 flex-col">
        <div
          role="region"
          aria-label="Search and account"
          className="sticky top-0 z-10 border-b border-line bg-page/95 backdrop-blur"
        >
          <div className="mx-auto flex max-w-6xl items-center gap-3 px-4 py-2.5 sm:px-8">
            <div className="min-w-0 grow">
              <SearchSlot />
            </div>
            <Person />
          </div>
        </div>
        <main id="main" tabIndex={-1} className="mx-auto w-full max-w-6xl min-w-0 flex-1 px-4 py-8 sm:px-8">
          {children}
        </main>
      </div>
    </div>
  )
}

const Finder = lazy(async () => ({ default: (await import('./finder.tsx')).Finder }))

/** A plain box until somebody goes to it; then the one that searches is fetched, and goes on with what was typed meanwhile. */
function SearchSlot() {
  const [typed, setTyped] = useState<string | null>(null)
  const input = useRef<HTMLInputElement>(null)
  useSearchShortcut(input)
  const plain = (
    <search className="relative block max-w-xl">
      <Search aria-hidden className="pointer-events-none absolute inset-y-0 start-3 my-auto size-4 text-muted" />
      <input
        ref={input}
        type="search"
        aria-label={SEARCH_LABEL}
        placeholder={SEARCH_HINT}
        value={typed ?? ''}
        onFocus={() => setTyped((text) => text ?? '')}
        onChange={(event) => setTyped(event.target.value)}
        autoFocus={typed !== null}
        className={`${CONTROL_STYLE} ps-9`}
      />
    </search>
  )
  if (typed === null) return plain
  return (
    <Suspense fallback={plain}>
      <Finder typed={typed} />
    </Suspense>
  )
}

function Places() {
  const may = useMay()
  const path = usePathname()
  return (
    <nav aria-label="Console" className="relative flex min-w-0 gap-4 overflow-x-auto px-3 pb-3 lg:flex-col lg:gap-5">
      {PLACES.map(({ group, places }) => {
        const shown = places.filter(({ needs }) => may(needs))
        if (shown.length === 0) return null
        return (
          <div key={group} className="flex gap-1 lg:flex-col">
            <p className="px-2 pb-1 text-xs font-medium text-muted max-lg:sr-only">{group}</p>
            <ul className="flex gap-1 lg:flex-col lg:gap-0.5">
              {shown.map((place) => (
                <li key={place.href}>
                  <PlaceLink place={place} current={isAt(path, place.href)} />
                </li>
              ))}
            </ul>
          </div>
        )
      })}
    </nav>
  )
}

function isAt(path: string, href: string): boolean {
  return path === href || (href !== '/console' && path.startsWith(`${href}/`))
}

function PlaceLink({ place, current }: { readonly place: Place; readonly current: boolean }) {
  const Icon = place.icon
  return (
    <a
      href={place.href}
      aria-current={current ? 'page' : undefined}
      className={classNames(
        'flex min-h-8 items-center gap-2.5 rounded-control border px-2.5 whitespace-nowrap',
        current ? 'border-line bg-accent-soft font-medium text-accent' : 'border-transparent text-text hover:bg-hover',
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      {place.label}
    </a>
  )
}

/** Who one is, and the way out. Links, not a menu: a menu's code would be a sixth of what every page loads. */
function Person() {
  const { person } = useSession()
  const signOut = useSignOut()
  return (
    <div className="flex shrink-0 items-center gap-1">
      <ButtonLink href="/console/security" variant="quiet" icon={<UserRound aria-hidden />}>
        <span className="max-w-32 truncate max-sm:sr-only">{person.name}</span>
      </ButtonLink>
      <IconButton label="Sign out" icon={<LogOut aria-hidden />} onClick={signOut} />
    </div>
  )
}
