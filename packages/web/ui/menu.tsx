import { Menu as Base } from '@base-ui/react/menu'
import type { ReactElement, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { POPUP_STYLE } from './control-style.ts'

interface MenuItem {
  readonly id: string
  readonly label: string
  readonly icon?: ReactNode
  readonly danger?: boolean
  readonly onSelect: () => void
  /** Why it cannot be done now and what to do about it; the item can still be reached. */
  readonly disabledReason?: string
}

interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement
  readonly label: string
  readonly items: readonly MenuItem[]
  /** Open from the start. */
  readonly defaultOpen?: boolean
}

/** Actions that need no place of their own on the screen. */
export function Menu({ trigger, label, items, defaultOpen = false }: MenuProps) {
  return (
    <Base.Root defaultOpen={defaultOpen}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end" className="z-10 outline-none">
          <Base.Popup
            aria-label={label}
            className={classNames(POPUP_STYLE, 'max-w-[min(20rem,calc(100vw-2rem))] min-w-44')}
          >
            {items.map((item) => (
              <Item key={item.id} item={item} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

function Item({ item }: { readonly item: MenuItem }) {
  const disabled = item.disabledReason !== undefined
  return (
    <Base.Item
      disabled={disabled}
      label={item.label}
      onClick={item.onSelect}
      className={classNames(
        'flex min-h-8 items-start gap-2.5 rounded-small border border-transparent px-2 py-1.25 outline-none select-none data-highlighted:bg-hover [&>svg]:mt-0.75 [&>svg]:size-4 [&>svg]:shrink-0',
        item.danger === true && 'text-danger',
        disabled && 'cursor-not-allowed text-muted',
      )}
    >
      {item.icon}
      <span className="min-w-0">
        {item.label}
        {disabled && <span className="block text-sm text-muted">{item.disabledReason}</span>}
      </span>
    </Base.Item>
  )
}
