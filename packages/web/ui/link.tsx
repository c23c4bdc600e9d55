import { useLingui } from '@lingui/react/macro'
import { ExternalLink } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { type ButtonVariant, buttonStyle } from './button.tsx'

interface LinkProps extends Omit<ComponentProps<'a'>, 'className' | 'style' | 'target' | 'rel'> {
  readonly href: string
  /** Leads out of the application: opens a new window, and says so. */
  readonly external?: boolean
}

/** A link in text: always underlined, so that color is not what tells it. */
export function Link({ external = false, children, ...rest }: LinkProps) {
  return (
    <a
      {...rest}
      {...(external ? { target: '_blank', rel: 'noreferrer' } : {})}
      className="rounded-small font-medium text-accent underline decoration-1 underline-offset-3 hover:text-accent-hover hover:decoration-2"
    >
      {children}
      {external && <ExternalMark />}
    </a>
  )
}

/** A link that looks like a button: the next step that happens to be another page. */
export function ButtonLink(props: LinkProps & { readonly variant?: ButtonVariant; readonly icon?: ReactNode }) {
  const { external = false, variant = 'secondary', icon, children, ...rest } = props
  return (
    <a {...rest} {...(external ? { target: '_blank', rel: 'noreferrer' } : {})} className={buttonStyle(variant)}>
      {icon}
      {children}
      {external && <ExternalMark />}
    </a>
  )
}

function ExternalMark() {
  const { t } = useLingui()
  return (
    <>
      <ExternalLink aria-hidden className="ms-1 inline size-3.5 align-[-0.125em] rtl:-scale-x-100" />
      <span className="sr-only"> {t`(opens in a new window)`}</span>
    </>
  )
}
