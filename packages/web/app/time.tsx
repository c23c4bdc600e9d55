import { useLingui } from '@lingui/react'
import { RelativeTime } from '../ui/relative-time.tsx'
import { absoluteWords } from '../ui/time-words.ts'
import { useNow } from './now.ts'

/** An instant of the API, as people say it. */
export function Ago({ at }: { readonly at: string }) {
  return <RelativeTime at={Date.parse(at)} now={useNow()} />
}

/** A day that something ends on; "Never" for what has no end. */
export function Day({ at, never }: { readonly at: string | null; readonly never: string }) {
  const { i18n } = useLingui()
  if (at === null) return <span className="text-muted">{never}</span>
  const instant = Date.parse(at)
  return (
    <time dateTime={at} title={absoluteWords(instant, i18n.locale)} className="whitespace-nowrap tabular-nums">
      {new Intl.DateTimeFormat(i18n.locale, { dateStyle: 'medium' }).format(instant)}
    </time>
  )
}
