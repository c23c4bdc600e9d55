import { classNames } from './class-names.ts'
import { shownName } from './name-words.ts'

/** A name up to this long is not broken where there is room for a table. */
const UNBROKEN_CHARS = 24

/** A name somebody else chose (of a PC, an account, a file): shown harmless, on its own direction, whatever is in it. */
export function NameText({ name, mono = false }: { readonly name: string; readonly mono?: boolean }) {
  const { text, cut } = shownName(name)
  return (
    <bdi
      className={classNames(
        'wrap-anywhere',
        mono && 'font-mono',
        text.length <= UNBROKEN_CHARS && '@2xl:whitespace-nowrap',
      )}
    >
      {text}
      {cut && '…'}
    </bdi>
  )
}
