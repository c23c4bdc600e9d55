import { useLingui } from '@lingui/react/macro'
import { SelectControl } from '../ui/select-field.tsx'
import type { ScreenFrame } from './connection.ts'

/** The language of everything; each is called as its readers call it. */
export function LanguageMenu(props: {
  readonly frame: Pick<ScreenFrame, 'locale' | 'languages'>
  readonly onChoose: (tag: string) => void
}) {
  const { t } = useLingui()
  const { frame, onChoose } = props
  return (
    <div className="w-36">
      <SelectControl
        label={t`Language`}
        value={frame.locale}
        onChange={onChoose}
        options={frame.languages.map(({ tag, name }) => ({ value: tag, label: name }))}
      />
    </div>
  )
}
