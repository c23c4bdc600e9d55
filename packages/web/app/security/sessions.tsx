import type { AnswerOf } from '@latchkey/contract/operations'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '../../ui/button.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { Badge } from '../../ui/status.tsx'
import { useAction, useRead } from '../api.ts'
import { Loaded } from '../loaded.tsx'
import { Card } from '../page-parts.tsx'
import { ProblemView } from '../problem-view.tsx'
import { Ago } from '../time.tsx'

type Row = AnswerOf<'listSessions'>['items'][number]

/** Where one is signed in, and the way to end it. */
export function Sessions() {
  const { t } = useLingui()
  const read = useRead('listSessions', {})
  const endOthers = useAction('endOtherSessions')
  return (
    <Card
      title={t`Where you are signed in`}
      actions={
        (read.data?.items.length ?? 0) > 1 && (
          <Button size="small" busy={endOthers.busy} onClick={() => void endOthers.run({})}>
            <Trans>End all others</Trans>
          </Button>
        )
      }
    >
      <ProblemView problem={endOthers.problem} />
      <Loaded read={read}>
        {({ items }) => (
          <ul className="flex flex-col divide-y divide-line">
            {items.map((row) => (
              <Session key={row.id} row={row} />
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  )
}

function Session({ row }: { readonly row: Row }) {
  const { t } = useLingui()
  const end = useAction('endOneSession')
  const device = deviceOf(row.userAgent)
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3 first:pt-0 last:pb-0">
      <span className="min-w-0">
        <span className="flex flex-wrap items-center gap-2 font-medium">
          <NameText name={device === '' ? t`Unknown browser` : device} />
          {row.isThisOne && <Badge tone="success">{t`This one`}</Badge>}
        </span>
        <span className="text-sm text-muted">
          <Trans>
            {row.ip}, last used <Ago at={row.usedAt} />
          </Trans>
        </span>
      </span>
      {!row.isThisOne && (
        <Button
          size="small"
          busy={end.busy}
          onClick={() => void end.run({ params: { id: row.id } })}
          aria-label={t`End the session of ${device}`}
        >
          <Trans>End</Trans>
        </Button>
      )}
      <ProblemView problem={end.problem} />
    </li>
  )
}

const BROWSERS = [
  ['Edg/', 'Edge'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const

const SYSTEMS = [
  ['Windows', 'Windows'],
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Mac OS', 'macOS'],
  ['Linux', 'Linux'],
] as const

/** "Chrome, Windows": as much as helps to know one's own devices; the rest of a user agent tells nobody anything. */
function deviceOf(userAgent: string): string {
  const find = (names: readonly (readonly [string, string])[]) => names.find(([part]) => userAgent.includes(part))?.[1]
  return [find(BROWSERS), find(SYSTEMS)].filter((name) => name !== undefined).join(', ') || userAgent.slice(0, 60)
}
