import { useLingui } from '@lingui/react/macro'
import { absoluteWords, relativeWords } from './time-words.ts'

/** An instant as people say it, with date, time and zone in the title. */
export function RelativeTime({ at, now }: { readonly at: number; readonly now: number }) {
  const { i18n } = useLingui()
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={absoluteWords(at, i18n.locale)}
      className="whitespace-nowrap tabular-nums"
    >
      {relativeWords(at, now, i18n.locale)}
    </time>
  )
}
