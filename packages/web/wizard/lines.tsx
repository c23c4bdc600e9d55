import type { Line } from '@latchkey/wizard/flow/screen'
import { CopyField } from '../ui/copy-field.tsx'
import { Message } from '../ui/message.tsx'
import { RefusalView } from '../ui/refusal-view.tsx'
import { plainText } from './plain-text.ts'

/** What stands above the controls. */
export function Lines({ lines }: { readonly lines: readonly Line[] }) {
  if (lines.length === 0) return null
  return (
    <div className="flex flex-col gap-3">
      {lines.map((line, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- lines have no names; a changed one is a new one
        <LineView key={`${at} ${line.text}`} line={line} />
      ))}
    </div>
  )
}

/** What stands below them: refusals by themselves, what Next will do in one place. */
export function Outlook({ lines }: { readonly lines: readonly Line[] }) {
  const plain = lines.filter(({ tone }) => tone === 'plain')
  const others = lines.filter(({ tone }) => tone === 'error' || tone === 'warning' || tone === 'good')
  const quiet = lines.filter(({ tone }) => tone === 'quiet')
  return (
    // The margin is the height of the buttons that stand above the end of a long page.
    <div role="status" data-outlook className="flex scroll-mb-28 flex-col gap-3 empty:hidden">
      {others.map((line) => (
        <LineView key={line.text} line={line} />
      ))}
      {plain.length > 0 && <Ahead lines={plain} />}
      {quiet.map((line) => (
        <LineView key={line.text} line={line} />
      ))}
    </div>
  )
}

/** What comes next, or what Next will do, one sentence each. */
function Ahead({ lines }: { readonly lines: readonly Line[] }) {
  const [first, ...rest] = lines
  return (
    <Message tone="info" title={plainText(first?.text ?? '')}>
      {rest.length > 0 && (
        <ul className="flex flex-col gap-1">
          {rest.map(({ text }) => (
            <li key={text}>{plainText(text)}</li>
          ))}
        </ul>
      )}
    </Message>
  )
}

function LineView({ line }: { readonly line: Line }) {
  const text = plainText(line.text)
  if (line.copy !== undefined) return <CopyField label={line.copy.label} value={line.copy.value} />
  switch (line.tone) {
    case 'plain':
      return <p className="max-w-prose">{text}</p>
    case 'quiet':
      return <p className="max-w-prose text-muted">{text}</p>
    case 'good':
      return <Message tone="success" title={text} />
    case 'warning':
      return line.refusal === undefined ? <Message tone="warning" title={text} /> : <RefusedLine line={line} />
    case 'error':
      return <RefusedLine line={line} />
  }
}

function RefusedLine({ line: { tone, text, refusal } }: { readonly line: Line }) {
  if (refusal === undefined) return <Message tone="danger" title={plainText(text)} announce />
  const { cause, wayOut, code, retry } = refusal
  const words = { sentence: plainText(text), cause: plainText(cause), wayOut: plainText(wayOut) }
  return (
    <RefusalView
      tone={tone === 'warning' ? 'warning' : 'danger'}
      words={words}
      code={plainText(code)}
      reference={null}
      actions={retry === null ? undefined : <p>{retry}</p>}
    />
  )
}
