import {
  Component,
  type FunctionComponent,
  lazy,
  type LazyExoticComponent,
  type ReactNode,
  Suspense,
  useEffect,
} from 'react'
import { Route, Router, Switch } from 'wouter'
import { navigate, usePathname } from 'wouter/use-browser-location'

/** A part of the application that is fetched when it is first shown. */
export function lazyPart<Props>(load: () => Promise<FunctionComponent<Props>>): LazyPart<Props> {
  return lazy(async () => ({ default: await load() }))
}

type LazyPart<Props> = LazyExoticComponent<FunctionComponent<Props>>

/** Every screen with its address below the base, `:id` for the id of what it shows. */
export type Pages = Readonly<Record<string, LazyPart<object>>>

interface ScreensProps {
  /** Path that all addresses begin with; empty for none. */
  readonly base: string
  readonly pages: Pages
  readonly loading: ReactNode
  /** Shown at an address that leads nowhere. */
  readonly notFound: ReactNode
  /** Shown when a screen cannot be, until another is gone to. */
  readonly broken: (error: unknown) => ReactNode
}

/** The screen of the address. */
export function Screens({ base, pages, loading, notFound, broken }: ScreensProps) {
  return (
    <Mishap key={usePathname()} broken={broken}>
      <Suspense fallback={loading}>
        <Router base={base}>
          <Switch>
            {Object.entries(pages).map(([path, page]) => (
              <Route key={path} path={path} component={page} />
            ))}
            <Route>{notFound}</Route>
          </Switch>
        </Router>
      </Suspense>
    </Mishap>
  )
}

interface MishapProps {
  readonly broken: (error: unknown) => ReactNode
  readonly children: ReactNode
}

/** React tells only a class what was thrown below it. */
class Mishap extends Component<MishapProps, { readonly thrown: readonly unknown[] }> {
  override state: { readonly thrown: readonly unknown[] } = { thrown: [] }

  static getDerivedStateFromError(error: unknown) {
    return { thrown: [error] }
  }

  override render() {
    const { broken, children } = this.props
    const { thrown } = this.state
    return thrown.length === 0 ? children : broken(thrown[0])
  }
}

/** Goes to an address of the application; another screen is shown from its top. */
export function goTo(href: string): void {
  const before = location.pathname
  navigate(href)
  if (location.pathname !== before) scrollTo(0, 0)
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
