/** For whom one looks at the portal: an organization, or oneself. It ends with the tab, so that nobody works in another's name unawares. */
const KEY = 'latchkey-account'

export interface Acting {
  readonly id: string
  readonly name: string
}

/** The organization one acts for in this tab; null for oneself. */
export function actingFor(): Acting | null {
  const kept = sessionStorage.getItem(KEY)
  return kept === null ? null : (JSON.parse(kept) as Acting)
}

/** Acts for an organization from now on, or for oneself: the page begins anew, so that nothing of the other account is left on it. */
export function actFor(acting: Acting | null): void {
  keepActing(acting)
  location.assign('/')
}

export function keepActing(acting: Acting | null): void {
  if (acting === null) sessionStorage.removeItem(KEY)
  else sessionStorage.setItem(KEY, JSON.stringify(acting))
}
