import { useLingui } from '@lingui/react/macro'
import { Check, Copy } from 'lucide-react'
import { useCopy } from '../ui/use-copy.ts'

/** An id in the midst of text: monospaced, copied by click or key. */
export function Id({ value, label }: { readonly value: string; readonly label: string }) {
  const { t } = useLingui()
  const { state, copy } = useCopy()
  const Icon = state === 'copied' ? Check : Copy
  return (
    <button
      type="button"
      onClick={() => copy(value)}
      aria-label={state === 'copied' ? t`${label} copied` : `${t`Copy ${label}`} ${value}`}
      title={state === 'copied' ? t`Copied` : t`Copy ${label}`}
      className="group -mx-1 inline-flex min-h-6 max-w-full items-center gap-1.5 rounded-small border border-transparent px-1 font-mono text-sm hover:border-line hover:bg-hover"
    >
      <bdi dir="ltr" className="min-w-0 text-start wrap-anywhere">
        {value}
      </bdi>
      <Icon aria-hidden className="size-3.5 shrink-0 text-muted" />
    </button>
  )
}
