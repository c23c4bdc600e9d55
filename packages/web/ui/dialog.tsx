import { Dialog as Base } from '@base-ui/react/dialog'
import { useLingui } from '@lingui/react/macro'
import { X } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import { IconButton } from './button.tsx'
import { BACKDROP_STYLE, DIALOG_STYLE, DialogBody, DialogFooter, WIDE_DIALOG_STYLE } from './dialog-frame.tsx'

interface DialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  readonly description?: ReactNode
  readonly children?: ReactNode
  /** The buttons, the one that confirms first. */
  readonly actions: ReactNode
  /** What takes the focus when it opens; its first control otherwise. */
  readonly initialFocus?: RefObject<HTMLElement | null>
  /** For a task with two columns of facts. */
  readonly wide?: boolean
}

/** A task on its own, above the screen; Escape and a click beside it close it with nothing changed. */
export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, description, children, actions, initialFocus, wide = false } = props
  const { t } = useLingui()
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className={BACKDROP_STYLE} />
        <Base.Popup
          className={wide ? WIDE_DIALOG_STYLE : DIALOG_STYLE}
          {...(initialFocus === undefined ? {} : { initialFocus })}
        >
          <DialogBody
            title={<Base.Title className="text-lg">{title}</Base.Title>}
            description={
              description === undefined ? null : <Base.Description render={<div />}>{description}</Base.Description>
            }
          >
            {children}
          </DialogBody>
          <DialogFooter>{actions}</DialogFooter>
          {/* Last in the order of Tab, first in the corner for the eyes. */}
          <div className="absolute end-3 top-3">
            <Base.Close render={<IconButton size="small" label={t`Close`} icon={<X aria-hidden />} />} />
          </div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
