import { useLingui } from '@lingui/react/macro'
import { Check, Copy } from 'lucide-react'
import { useRef } from 'react'
import { Button } from './button.tsx'
import { useCopy } from './use-copy.ts'

interface CopyFieldProps {
  /** What it is: the name of the field. */
  readonly label: string
  readonly value: string
  /** What is shown in its place, for what must not be read over a shoulder; the whole value is copied. */
  readonly masked?: string
}

/** An id, a key or a command: monospaced, copied by one click or key, selected whole where copying is not allowed. */
export function CopyField({ label, value, masked }: CopyFieldProps) {
  const { t } = useLingui()
  const { state, copy } = useCopy()
  const text = useRef<HTMLElement>(null)
  const press = () => {
    copy(value)
    if (text.current !== null && masked === undefined) getSelection()?.selectAllChildren(text.current)
  }
  const words = { ready: t`Copy`, copied: t`Copied`, failed: t`Copy by hand` }
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <span className="text-sm text-muted">{label}</span>
      <div className="flex min-w-0 flex-wrap items-stretch gap-2">
        <code
          ref={text}
          dir="ltr"
          className="flex min-w-0 grow basis-52 items-center rounded-control border border-line bg-sunken px-3 py-1.5 font-mono text-sm wrap-anywhere select-all"
        >
          {masked ?? value}
        </code>
        <Button
          onClick={press}
          aria-label={t`Copy ${label}`}
          icon={state === 'copied' ? <Check aria-hidden /> : <Copy aria-hidden />}
        >
          {words[state]}
        </Button>
      </div>
      <span role="status" className="sr-only">
        {state === 'copied' && t`${label} copied`}
      </span>
    </div>
  )
}
