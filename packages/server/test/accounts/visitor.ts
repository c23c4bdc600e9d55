import { type Client, createClient, type Fetch } from '@latchkey/contract/client'

/** Somebody at a browser without its window: keeps the cookie it is given, and says where its page is from, as browsers do. */
export interface Visitor {
  readonly client: Client
  /** The raw `Set-Cookie` lines, oldest first. */
  readonly cookies: readonly string[]
  /** The session's token; null when signed out. */
  token(): string | null
  /** Takes a cookie from elsewhere, as a page that fixes a session would plant it. */
  take(token: string): void
  /** Calls from a page of another site, or of this one's neighbor: what the browser would say of it. */
  from(site: 'same-origin' | 'same-site' | 'cross-site' | 'none', origin?: string): Client
}

export function openVisitor(baseUrl: string, userAgent = 'Firefox of the tests'): Visitor {
  const cookies: string[] = []
  let token: string | null = null
  const clientFrom = (site: string, origin: string | null): Client => {
    const fetchAsBrowser: Fetch = async (url, init) => {
      const headers: Record<string, string> = { ...init.headers, 'user-agent': userAgent, 'sec-fetch-site': site }
      if (init.method !== 'GET' && origin !== null) headers.origin = origin
      if (token !== null) headers.cookie = `other=1; latchkey=${token}`
      const answer = await fetch(url, { ...init, headers })
      for (const line of answer.headers.getSetCookie()) {
        cookies.push(line)
        const [, value = ''] = /^latchkey=([^;]*)/.exec(line) ?? []
        token = value === '' ? null : value
      }
      return answer
    }
    return createClient({ baseUrl, fetch: fetchAsBrowser })
  }
  return {
    client: clientFrom('same-origin', baseUrl),
    cookies,
    token: () => token,
    take(planted) {
      token = planted
    },
    from: (site, origin = 'https://evil.example') => clientFrom(site, site === 'none' ? null : origin),
  }
}

type Called<T> = Promise<{ ok: true; value: T } | { ok: false; error: { code: string } }>

/** An answer that is no refusal. */
export async function good<T>(called: Called<T>): Promise<T> {
  const answered = await called
  if (!answered.ok) throw new Error(`refused: ${answered.error.code}`)
  return answered.value
}

/** The code of a refusal; null when there was none. */
export async function codeOf(called: Called<unknown>): Promise<string | null> {
  const answered = await called
  return answered.ok ? null : answered.error.code
}
