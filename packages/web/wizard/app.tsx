import type { Messages } from '@lingui/core'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { type Locale, localeFor } from '@latchkey/words/locales'
import { loadMessages } from '../ui/catalogs.ts'
import { UiProvider } from '../ui/ui-provider.tsx'
import type { Connection } from './connection.ts'
import { Over } from './over.tsx'
import { Wizard } from './wizard.tsx'

/** The window: what the License Wizard says, in its language. */
export function App({ connection }: { readonly connection: Connection }) {
  const view = useSyncExternalStore(connection.subscribe, connection.view)
  const wished = view.type === 'screen' ? [view.frame.locale] : null
  const catalog = useCatalog(wished)
  // Nothing for a moment: a spinner that only flashes helps nobody.
  if (catalog === null || view.type === 'connecting') return null
  return (
    <UiProvider locale={catalog.locale} messages={catalog.messages}>
      {view.type === 'screen' ? <Wizard view={view} send={connection.send} /> : <Over why={view.why} />}
    </UiProvider>
  )
}

interface Catalog {
  readonly locale: Locale
  readonly messages: Messages
}

/** The catalog of the language that is spoken, the one before while it is fetched. */
function useCatalog(wished: readonly string[] | null): Catalog | null {
  const [catalog, setCatalog] = useState<Catalog | null>(null)
  const [latest, setLatest] = useState<readonly string[]>(navigator.languages)
  if (wished !== null && wished[0] !== latest[0]) setLatest(wished)
  const locale = localeFor(latest)
  useEffect(() => {
    let isWanted = true
    const load = async () => {
      const messages = await loadMessages(locale)
      if (isWanted) setCatalog({ locale, messages })
    }
    void load()
    return () => {
      isWanted = false
    }
  }, [locale])
  return catalog
}
