import { Trans, useLingui } from '@lingui/react/macro'
import { Languages, LogOut, Moon, ShieldCheck, Sun, SunMoon, UserRound, UsersRound } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { usePathname } from 'wouter/use-browser-location'
import { actFor, actingFor } from '../../app/acting.ts'
import { useRead } from '../../app/api.ts'
import { chooseLocale, LOCALE_OPTIONS } from '../../app/languages.ts'
import { LateMenu } from '../../app/late-menu.tsx'
import { goTo } from '../../app/router.tsx'
import { useSession } from '../../app/session.tsx'
import { useSignOut } from '../../app/sign-out.ts'
import { applyTheme, chosenTheme } from '../../app/theme.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { Link } from '../../ui/link.tsx'
import { PageShell } from '../../ui/page-shell.tsx'

/** The frame of the portal: places, language, and who one is; help in the same place on every page. */
export function PortalShell({ children }: { readonly children: ReactNode }) {
  const { t } = useLingui()
  const { data } = useRead('getBrand', {})
  return (
    <PageShell
      vendor={data?.name ?? 'Latchkey'}
      {...(typeof data?.logoUrl === 'string' ? { logoUrl: data.logoUrl } : {})}
      application={t`Licenses`}
      navigation={<Places />}
      tools={
        <>
          <LanguageMenu />
          <PersonMenu />
        </>
      }
      footer={
        <div className="flex flex-wrap gap-x-6 gap-y-2">
          <Link href="/requests">
            <Trans>Ask Support</Trans>
          </Link>
          <Link href="/security">
            <Trans>Account and security</Trans>
          </Link>
        </div>
      }
    >
      <ActingFor />
      {children}
    </PageShell>
  )
}

/** Whose licenses one sees, if they are not one's own; the way back is always there. */
function ActingFor() {
  const acting = actingFor()
  if (acting === null) return null
  return (
    <div className="mb-6 flex flex-wrap items-center justify-between gap-2 rounded-card border border-line bg-accent-soft px-4 py-2">
      <span className="min-w-0">
        <Trans>You act for {acting.name}.</Trans>
      </span>
      <Button size="small" onClick={() => actFor(null)}>
        <Trans>Back to my own account</Trans>
      </Button>
    </div>
  )
}

function Places() {
  const { t } = useLingui()
  const path = usePathname()
  const places = [
    { href: '/', label: t`Overview` },
    { href: '/hosts', label: t`PCs` },
    { href: '/transfers', label: t`Transfers` },
    { href: '/requests', label: t`Requests` },
    { href: '/downloads', label: t`Downloads` },
  ]
  return (
    <nav aria-label={t`Portal`} className="flex min-w-0 gap-1 overflow-x-auto">
      {places.map(({ href, label }) => {
        const isCurrent = href === '/' ? path === '/' || path.startsWith('/licenses') : path.startsWith(href)
        return (
          <a
            key={href}
            href={href}
            aria-current={isCurrent ? 'page' : undefined}
            className={classNames(
              'flex min-h-8 items-center rounded-control border px-2.5 whitespace-nowrap',
              isCurrent ? 'border-line bg-accent-soft font-medium text-accent' : 'border-transparent hover:bg-hover',
            )}
          >
            {label}
          </a>
        )
      })}
    </nav>
  )
}

function LanguageMenu() {
  const { t } = useLingui()
  return (
    <LateMenu
      label={t`Language`}
      items={LOCALE_OPTIONS.map(({ value, label }) => ({
        id: value,
        label,
        onSelect: () => {
          chooseLocale(value)
          location.reload()
        },
      }))}
      trigger={<IconButton label={t`Language`} icon={<Languages aria-hidden />} />}
    />
  )
}

function PersonMenu() {
  const { t } = useLingui()
  const { person } = useSession()
  const signOut = useSignOut()
  const [theme, setTheme] = useState(chosenTheme)
  const choose = (next: typeof theme) => {
    applyTheme(next)
    setTheme(next)
  }
  const themes = [
    { id: 'light', label: t`Light colors`, icon: <Sun aria-hidden /> },
    { id: 'dark', label: t`Dark colors`, icon: <Moon aria-hidden /> },
    { id: 'system', label: t`Colors as the system`, icon: <SunMoon aria-hidden /> },
  ] as const
  return (
    <LateMenu
      label={t`You`}
      items={[
        {
          id: 'security',
          label: t`Account and security`,
          icon: <ShieldCheck aria-hidden />,
          onSelect: () => goTo('/security'),
        },
        {
          id: 'organizations',
          label: t`Organizations`,
          icon: <UsersRound aria-hidden />,
          onSelect: () => goTo('/organizations'),
        },
        ...themes
          .filter(({ id }) => id !== theme)
          .map(({ id, label, icon }) => ({ id, label, icon, onSelect: () => choose(id) })),
        { id: 'sign-out', label: t`Sign out`, icon: <LogOut aria-hidden />, onSelect: signOut },
      ]}
      trigger={
        <Button variant="quiet" icon={<UserRound aria-hidden />} aria-label={t`You: ${person.name}`}>
          <span className="max-w-32 truncate max-sm:sr-only">{person.name}</span>
        </Button>
      }
    />
  )
}
