import { Trans, useLingui } from '@lingui/react/macro'
import { Download } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { saveFile } from '../save-file.ts'

/** Recovery codes, told once. */
export function RecoveryCodes({ codes }: { readonly codes: readonly string[] }) {
  const { t } = useLingui()
  if (codes.length === 0) {
    return (
      <p>
        <Trans>The recovery codes you have stay good.</Trans>
      </p>
    )
  }
  return (
    <>
      <p>
        <Trans>Each opens your account once when your app or passkey is gone. They are shown only now.</Trans>
      </p>
      <ul className="grid grid-cols-1 gap-x-6 gap-y-1.5 rounded-control border border-line bg-sunken px-4 py-3 font-mono sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>
            <bdi dir="ltr">{code}</bdi>
          </li>
        ))}
      </ul>
      <CopyField label={t`All codes`} value={codes.join(' ')} masked="•••••" />
      <Button
        icon={<Download aria-hidden />}
        onClick={() => saveFile('latchkey-recovery-codes.txt', 'text/plain', `${codes.join('\n')}\n`)}
      >
        <Trans>Save as a file</Trans>
      </Button>
    </>
  )
}
