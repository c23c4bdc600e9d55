import type { AnswerOf } from '@latchkey/contract/operations'
import { refusal, wordsOf } from '@latchkey/core/refusals'
import { NameText } from '../../ui/name-text.tsx'
import { Status, type StatusTone } from '../../ui/status.tsx'

type Row = AnswerOf<'handOver'>['rows'][number]

const OUTCOMES: Record<Row['outcome'], { readonly label: string; readonly tone: StatusTone }> = {
  moves: { label: 'Waits', tone: 'info' },
  moved: { label: 'Moved', tone: 'success' },
  'moved-back': { label: 'Moved back', tone: 'neutral' },
  refused: { label: 'Stays', tone: 'warning' },
}

/** What becomes of each license, and why it does not. */
export function HandoverRows({ rows }: { readonly rows: readonly Row[] }) {
  if (rows.length === 0) return null
  return (
    <ul className="flex max-h-96 flex-col gap-1.5 overflow-y-auto">
      {rows.map(({ licenseId, productName, keyLast5, hostName, outcome, code }) => (
        <li key={licenseId} className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span className="min-w-0">
            {productName} <span className="font-mono text-sm text-muted">…{keyLast5}</span>
            {hostName !== null && (
              <span className="block text-sm text-muted">
                Active on <NameText name={hostName} />
              </span>
            )}
            {code !== null && <span className="block text-sm">{wordsOf(refusal(code)).sentence}</span>}
          </span>
          <Status tone={OUTCOMES[outcome].tone}>{OUTCOMES[outcome].label}</Status>
        </li>
      ))}
    </ul>
  )
}
