import { Trans, useLingui } from '@lingui/react/macro'
import { Checkbox } from '../../ui/checkbox.tsx'
import type { MyLicense } from './license-words.tsx'

interface ChoiceProps {
  readonly licenses: readonly MyLicense[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}

/** Some of several licenses, or all of them at once. */
export function LicenseChoice({ licenses, chosen, onChange }: ChoiceProps) {
  const { t } = useLingui()
  const toggle = (id: string) => onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
  const isAll = chosen.length === licenses.length
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">
        <Trans>Which licenses?</Trans>
      </legend>
      <Checkbox
        label={t`All of them`}
        checked={isAll}
        onChange={() => onChange(isAll ? [] : licenses.map(({ id }) => id))}
      />
      <div className="max-h-64 overflow-y-auto border-t border-line">
        {licenses.map(({ id, productName, keyLast5, activatedOn }) => (
          <Checkbox
            key={id}
            label={`${productName} …${keyLast5}`}
            hint={activatedOn === null ? undefined : activatedOn.hostName}
            checked={chosen.includes(id)}
            onChange={() => toggle(id)}
          />
        ))}
      </div>
    </fieldset>
  )
}
