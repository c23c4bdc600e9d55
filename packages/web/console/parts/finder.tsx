import type { AnswerOf } from '@latchkey/contract/operations'
import { Autocomplete } from '@base-ui/react/autocomplete'
import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useAction, useRead } from '../../app/api.ts'
import { CONTROL_STYLE, POPUP_STYLE } from '../../ui/control-style.ts'
import { NameText } from '../../ui/name-text.tsx'
import { SEARCH_HINT, SEARCH_LABEL, useSearchShortcut } from './search-shortcut.ts'
import { goTo } from '../../app/router.tsx'

type Found = AnswerOf<'search'>['results'][number]

const KINDS: Record<Found['kind'], string> = {
  license: 'License',
  key: 'Key',
  account: 'Account',
  host: 'PC',
  order: 'Order',
  'return-request': 'Request',
  transfer: 'Transfer',
  handover: 'Handover',
}

function hrefOf({ kind, id }: Found): string {
  switch (kind) {
    case 'license':
      return `/console/licenses/${id}`
    case 'key':
      return `/console/keys/${id}`
    case 'account':
      return `/console/accounts/${id}`
    case 'host':
      return `/console/hosts/${id}`
    case 'order':
      return `/console/keys?order=${encodeURIComponent(id)}`
    case 'return-request':
      return `/console/requests/${id}`
    case 'transfer':
      return '/console/transfers?state=all'
    case 'handover':
      return `/console/handovers?state=all&open=${id}`
  }
}

const PAUSE_MS = 150

/** The one search box: `/` or Ctrl+K from anywhere. Enter opens what the text names exactly, or the one that is marked. */
export function Finder({ typed }: { readonly typed: string }) {
  const [text, setText] = useState(typed)
  // What was typed while this was fetched is looked for at once.
  const [open, setOpen] = useState(typed !== '')
  const asked = usePaused(text.trim())
  const read = useRead('search', { body: { text: asked } }, { enabled: asked !== '' })
  const input = useRef<HTMLInputElement>(null)
  const enter = useAction('search', { quietly: true })
  useSearchShortcut(input)
  const results = asked === '' ? [] : (read.data?.results ?? [])
  const firstOfKind = new Set(results.filter(({ kind }, index) => results[index - 1]?.kind !== kind))
  const go = (found: Found) => {
    setOpen(false)
    setText('')
    input.current?.blur()
    goTo(hrefOf(found))
  }
  // Enter may come before the list does: a pasted key is looked up at once.
  const submit = async () => {
    const wanted = text.trim()
    if (wanted === '') return
    const answer = await enter.run({ body: { text: wanted } })
    if (!answer.ok) return
    const [first, ...more] = answer.value.results
    if (first !== undefined && (first.exact || more.length === 0)) go(first)
  }
  return (
    <Autocomplete.Root
      items={results}
      mode="none"
      open={open && asked !== ''}
      onOpenChange={setOpen}
      value={text}
      onValueChange={(next) => {
        setText(next)
        setOpen(true)
      }}
      itemToStringValue={({ title }: Found) => title}
    >
      <form
        role="search"
        aria-label="Search"
        className="relative max-w-xl"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Search aria-hidden className="pointer-events-none absolute inset-y-0 start-3 my-auto size-4 text-muted" />
        <Autocomplete.Input
          ref={input}
          aria-label={SEARCH_LABEL}
          placeholder={SEARCH_HINT}
          autoFocus
          className={`${CONTROL_STYLE} ps-9 pe-10`}
        />
        <kbd
          aria-hidden
          className="pointer-events-none absolute inset-y-0 end-2 my-auto h-fit rounded-small border border-line px-1.5 font-sans text-xs text-muted max-sm:hidden"
        >
          /
        </kbd>
      </form>
      <Autocomplete.Portal>
        <Autocomplete.Positioner sideOffset={6} className="z-20 outline-none">
          <Autocomplete.Popup className={`${POPUP_STYLE} w-(--anchor-width) max-w-[calc(100vw-2rem)]`}>
            <Autocomplete.Status className="px-2.5 text-sm text-muted not-empty:py-2">
              {statusOf(read.isFetching, results.length, read.data?.hint ?? null)}
            </Autocomplete.Status>
            <Autocomplete.List className="max-h-[min(24rem,var(--available-height))] overflow-y-auto empty:hidden">
              {(found: Found) => (
                <Autocomplete.Item
                  key={`${found.kind} ${found.id}`}
                  value={found}
                  onClick={() => go(found)}
                  className="grid min-h-9 grid-cols-[5.5rem_minmax(0,1fr)] items-baseline gap-x-3 rounded-small border border-transparent px-2.5 py-1.5 outline-none select-none data-highlighted:bg-accent-soft"
                >
                  <span className="text-sm text-muted">
                    <span className={firstOfKind.has(found) ? '' : 'sr-only'}>{KINDS[found.kind]}</span>
                  </span>
                  <span className="min-w-0">
                    <span className="font-medium">
                      <NameText name={found.title} />
                    </span>
                    {found.detail !== '' && (
                      <span className="ms-2 text-sm text-muted">
                        <NameText name={found.detail} />
                      </span>
                    )}
                  </span>
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
            <More kinds={results.length === 0 ? [] : (read.data?.more ?? [])} />
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  )
}

/** Of which kinds there is more than is shown. */
function More({ kinds }: { readonly kinds: readonly Found['kind'][] }) {
  if (kinds.length === 0) return null
  return (
    <p className="border-t border-line px-2.5 pt-2 pb-1 text-sm text-muted">
      {`More fit (${kinds.map((kind) => KINDS[kind]).join(', ')}). Go on typing to see fewer.`}
    </p>
  )
}

function statusOf(isBusy: boolean, count: number, hint: string | null): string {
  if (hint !== null) return hint
  if (count > 0) return ''
  return isBusy ? 'Searching …' : 'Nothing fits. A whole key, e-mail address or id is found for sure.'
}

/** The text once nobody has typed for a moment. */
function usePaused(text: string): string {
  const [paused, setPaused] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return paused
}
