import { useLingui } from '@lingui/react/macro'
import { Search, X } from 'lucide-react'
import { useRef } from 'react'
import { CONTROL_STYLE } from './control-style.ts'

interface SearchBoxProps {
  /** What can be searched for; the name of the box. */
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
  readonly onSubmit: () => void
  /** The key that brings one here, shown at the end. */
  readonly shortcut?: string
}

/** The one box to search with. */
export function SearchBox({ label, value, onChange, onSubmit, shortcut }: SearchBoxProps) {
  const { t } = useLingui()
  const input = useRef<HTMLInputElement>(null)
  const clear = () => {
    onChange('')
    input.current?.focus()
  }
  return (
    <form
      role="search"
      aria-label={label}
      className="relative"
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      <Search aria-hidden className="pointer-events-none absolute inset-y-0 start-3 my-auto size-4 text-muted" />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        spellCheck={false}
        autoComplete="off"
        className={`${CONTROL_STYLE} ps-9 pe-10 [&::-webkit-search-cancel-button]:hidden`}
      />
      {value !== '' && (
        <button
          type="button"
          aria-label={t`Clear search`}
          title={t`Clear search`}
          onClick={clear}
          className="absolute inset-y-0 end-0 my-auto me-1 grid size-7 place-items-center rounded-small border border-transparent text-muted hover:bg-hover hover:text-text"
        >
          <X aria-hidden className="size-4" />
        </button>
      )}
      {value === '' && shortcut !== undefined && (
        <kbd
          aria-hidden
          className="pointer-events-none absolute inset-y-0 end-2 my-auto h-fit rounded-small border border-line px-1.5 font-sans text-xs text-muted"
        >
          {shortcut}
        </kbd>
      )}
    </form>
  )
}
