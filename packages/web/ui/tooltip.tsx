import { Tooltip as Base } from '@base-ui/react/tooltip'
import type { ReactElement } from 'react'

interface TooltipProps {
  /** What the control says already in full; a tooltip only says it to the eyes (never the only carrier). */
  readonly text: string
  /** The control, named by itself. */
  readonly children: ReactElement
}

export function Tooltip({ text, children }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} className="z-20">
          <Base.Popup className="max-w-60 rounded-small border border-transparent bg-text px-2 py-1 text-sm text-page shadow-overlay transition-opacity duration-(--lk-quick) data-starting-style:opacity-0 data-ending-style:opacity-0">
            {text}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
