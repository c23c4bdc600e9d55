import type { AnswerOf } from '@latchkey/contract/operations'
import { useNow } from '../../app/now.ts'
import { NameText } from '../../ui/name-text.tsx'
import type { StatusTone } from '../../ui/status.tsx'
import { Timeline, type TimelineEntry } from '../../ui/timeline.tsx'

type Event = AnswerOf<'explainLicense'>['events'][number]
type Comment = AnswerOf<'getReturnRequest'>['comments'][number]

const ACTORS: Readonly<Record<string, string>> = {
  host: 'a PC',
  account: 'the owner',
  staff: 'staff',
  token: 'an API token',
  system: 'the server',
}

const SPEAKERS = { customer: 'Customer', support: 'Support', 'help-desk': 'Help desk' } as const

/** Everything that happened and everything that was said, in one line of time, newest first. */
export function History(props: {
  readonly label: string
  readonly events: readonly Event[]
  readonly comments?: readonly Comment[]
}) {
  const { label, events, comments = [] } = props
  const entries = [...events.map(entryOfEvent), ...comments.map(entryOfComment)].toSorted((a, b) => b.at - a.at)
  if (entries.length === 0) return <p className="text-muted">Nothing has happened yet.</p>
  return <Timeline label={label} entries={entries} now={useNow()} />
}

function entryOfEvent({ id, at, type, words, actor, actorName, data }: Event): TimelineEntry {
  const note = typeof data['note'] === 'string' ? data['note'] : ''
  return {
    id,
    at: Date.parse(at),
    tone: toneOf(type),
    title: <NameText name={words} />,
    detail: (
      <span className="text-sm text-muted">
        by {ACTORS[actor.type] ?? actor.type}
        {actor.id !== null && (
          <span title={actor.id}>
            {' '}
            {actorName === null ? <code className="font-mono text-xs">{actor.id}</code> : <NameText name={actorName} />}
          </span>
        )}
        {note !== '' && <span className="mt-1 block whitespace-pre-wrap text-text">{note}</span>}
      </span>
    ),
  }
}

function entryOfComment({ id, at, by, text, internal }: Comment): TimelineEntry {
  return {
    id,
    at: Date.parse(at),
    tone: internal ? 'neutral' : 'info',
    title: internal ? `${SPEAKERS[by]}, internal note` : SPEAKERS[by],
    detail: <p className="max-w-prose whitespace-pre-wrap">{text}</p>,
  }
}

function toneOf(type: string): StatusTone {
  if (/refused|revoked|stale|disputed/.test(type)) return 'warning'
  if (/activated|associated|issued|accepted|opened/.test(type)) return 'success'
  return 'neutral'
}
