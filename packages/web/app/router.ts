import { createRouter, type AnyRoute, type AnyRouter } from '@tanstack/react-router'
import { useEffect } from 'react'

/** A router whose search is plain text: `?last5=01234` is five characters, not a number. */
export function routerOf(routeTree: AnyRoute, basepath: string): AnyRouter {
  return createRouter({
    routeTree,
    basepath,
    scrollRestoration: true,
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch: (search) => {
      const pairs = Object.entries(search).flatMap(([name, value]) =>
        value === undefined || value === '' ? [] : [[name, String(value)] satisfies [string, string]],
      )
      return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`
    },
  })
}

/** Links are plain links; those that stay within the application change the screen instead of loading it anew. */
export function useLinks(router: AnyRouter, isOurs: (path: string) => boolean): void {
  useEffect(() => {
    const follow = (event: MouseEvent) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return
      const link = event.target instanceof Element ? event.target.closest('a') : null
      if (link === null || link.target !== '' || link.hasAttribute('download')) return
      const url = new URL(link.href, location.href)
      const staysOnPage = url.pathname === location.pathname && url.search === location.search && url.hash !== ''
      if (url.origin !== location.origin || !isOurs(url.pathname) || staysOnPage) return
      event.preventDefault()
      router.history.push(`${url.pathname}${url.search}${url.hash}`)
    }
    document.addEventListener('click', follow)
    return () => document.removeEventListener('click', follow)
  }, [router, isOurs])
}
