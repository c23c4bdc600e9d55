import { Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { encode } from 'uqr'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useAction } from '../api.ts'
import { ProblemView } from '../problem-view.tsx'

interface TotpSetUpProps {
  /** Told the recovery codes; none if those the person has stay good. */
  readonly onDone: (recoveryCodes: readonly string[]) => void
  /** Leaves what is shown as it is until the caller reads again. */
  readonly quietly?: boolean
}

/** Setting up an authenticator app: scan, then show the first code. */
export function TotpSetUp({ onDone, quietly = false }: TotpSetUpProps) {
  const { t } = useLingui()
  const begin = useAction('beginTotp', { quietly: true })
  const enable = useAction('enableTotp', { quietly })
  const [setUp, setSetUp] = useState<{ readonly secret: string; readonly uri: string } | null>(null)
  const [code, setCode] = useState('')
  const start = async () => {
    const begun = await begin.run({})
    if (begun.ok) setSetUp(begun.value)
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const enabled = await enable.run({ body: { code } })
    setCode('')
    if (enabled.ok) onDone(enabled.value.recoveryCodes)
  }
  if (setUp === null) {
    return (
      <>
        <ProblemView problem={begin.problem} />
        <Button variant="primary" busy={begin.busy} onClick={() => void start()}>
          <Trans>Set up an authenticator app</Trans>
        </Button>
      </>
    )
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
      <p>
        <Trans>Scan this with your authenticator app, or type the secret in.</Trans>
      </p>
      <QrCode text={setUp.uri} label={t`QR code for the authenticator app`} />
      <CopyField label={t`Secret`} value={setUp.secret} />
      <ProblemView problem={enable.problem} />
      <TextField
        label={t`First code`}
        hint={t`Six digits; a new one every 30 seconds.`}
        name="code"
        autoComplete="one-time-code"
        inputMode="numeric"
        mono
        required
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      <Button variant="primary" type="submit" busy={enable.busy}>
        <Trans>Confirm</Trans>
      </Button>
    </form>
  )
}

/** Dark on light in every color scheme: scanners want it so. */
function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { data, size } = encode(text, { border: 2 })
  const path = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .filter((square) => square !== '')
    .join('')
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="mx-auto size-48 rounded-control border border-line"
    >
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  )
}
