import { useLingui } from '@lingui/react/macro'
import { Check, Copy } from 'lucide-react'
import { Button, type ButtonProps } from './button.tsx'
import { useCopy } from './use-copy.ts'

/** Copies everything that is told, as one text, for a mail to Support. */
export function CopyDetails({ text, ...look }: { readonly text: string } & Pick<ButtonProps, 'size' | 'variant'>) {
  const { t } = useLingui()
  const { state, copy } = useCopy()
  const labels = { ready: t`Copy details`, copied: t`Copied`, failed: t`Copy by hand` }
  return (
    <Button
      {...look}
      onClick={() => copy(text)}
      icon={state === 'copied' ? <Check aria-hidden /> : <Copy aria-hidden />}
    >
      {labels[state]}
    </Button>
  )
}
