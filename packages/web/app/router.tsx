import { useLingui } from '@lingui/react/macro'
import { type ReactNode, Suspense, useDeferredValue, useEffect } from 'react'
import { Route, Router, Switch } from 'wouter'
import { navigate, usePathname, useSearch } from 'wouter/use-browser-location'
import { useHeadingFocus } from './heading-focus.ts'
import { Loading, useLate } from './loading.tsx'
import type { Pages } from './lazy-part.ts'
import { BrokenMessage, Mishap } from './mishap.tsx'
import { PageHead } from './page-parts.tsx'
import { leaveForNewEntry, useScrollOf } from './scroll.ts'

interface ScreensProps {
  /** Path that all addresses begin with; empty for none. */
  readonly base: string
  readonly pages: Pages
  /** Shown at an address that leads nowhere. */
  readonly notFound: ReactNode
}

/** The screen of the address. While it is fetched for the first time, the one before stays, and believes to be where it was. */
export function Screens({ base, pages, notFound }: ScreensProps) {
  const address = { path: usePathname(), search: useSearch() }
  const shown = { path: useDeferredValue(address.path), search: useDeferredValue(address.search) }
  const isLate = useLate(shown.path !== address.path)
  const screen = `${shown.path}?${shown.search}`
  useHeadingFocus(screen)
  useScrollOf(screen)
  if (isLate) return <Loading />
  return (
    <Router base={base} hook={() => [shown.path, navigate]} searchHook={() => shown.search}>
      <Suspense fallback={<Loading />}>
        <Mishap key={shown.path} broken={(error) => <PageBroken error={error} />}>
          <Switch>
            {Object.entries(pages).map(([path, page]) => (
              <Route key={path} path={path} component={page} />
            ))}
            <Route>{notFound}</Route>
          </Switch>
        </Mishap>
      </Suspense>
    </Router>
  )
}

function PageBroken({ error }: { readonly error: unknown }) {
  const { t } = useLingui()
  return (
    <>
      <PageHead title={t`This page could not be shown`} />
      <BrokenMessage error={error} />
    </>
  )
}

/** Goes to an address of the application. */
export function goTo(href: string): void {
  const { pathname, search } = new URL(href, location.href)
  // Where one is already, there is nothing to come back to.
  if (pathname === location.pathname && search === location.search) scrollTo(0, 0)
  else navigate(href, { state: leaveForNewEntry() })
}

/** Links are plain links; those that stay within the application change the screen instead of loading it anew. */
export function useLinks(isOurs: (path: string) => boolean): void {
  useEffect(() => {
    const follow = (event: MouseEvent) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return
      const link = event.target instanceof Element ? event.target.closest('a') : null
      if (link === null || link.target !== '' || link.hasAttribute('download')) return
      const url = new URL(link.href, location.href)
      const staysOnPage = url.pathname === location.pathname && url.search === location.search && url.hash !== ''
      if (url.origin !== location.origin || !isOurs(url.pathname) || staysOnPage) return
      event.preventDefault()
      goTo(`${url.pathname}${url.search}${url.hash}`)
    }
    document.addEventListener('click', follow)
    return () => document.removeEventListener('click', follow)
  }, [isOurs])
}
