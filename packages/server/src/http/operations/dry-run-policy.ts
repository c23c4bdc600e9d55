import { setImmediate } from 'node:timers/promises'
import type { AnswerOf } from '@latchkey/contract/operations'
import type { EpochMs } from '@latchkey/core/ids'
import { DAY_MS, LIMITS } from '@latchkey/core/limits'
import type { PolicyTerms } from '@latchkey/core/policy'
import { REPLAYED_KINDS, type ReplayedKind } from '@latchkey/core/policy-replay'
import { ok } from '@latchkey/core/result'
import type { Store } from '../../store/store.ts'
import { type Handler, refuse } from '../call.ts'
import { termsAsked } from './catalog.ts'

/** Events read at once: some milliseconds, after which other calls are answered. */
const STRETCH = 1_000

export const dryRunPolicy: Handler<'dryRunPolicy'> = async ({ params, body, at }, { store }) => {
  const { reads } = store
  if ((await reads.policy(params.id)) === null) return refuse('NOT_FOUND', { field: 'policy' })
  const since = at - body.days * DAY_MS
  const replayed = await replay(reads, { policy: params.id, terms: termsAsked(body.terms), since })
  return ok({
    from: new Date(replayed.complete ? since : replayed.oldestAt).toISOString(),
    events: replayed.events,
    complete: replayed.complete,
    rows: REPLAYED_KINDS.map((what) => ({
      what,
      ...replayed.counts[what],
      words: wordsOf(what, replayed.counts[what]),
    })),
  })
}

type Counts = Awaited<ReturnType<Store['reads']['policyReplay']>>['counts']

/** Stretch by stretch, newest first, until the time asked for or the bound is reached. */
async function replay(
  reads: Store['reads'],
  asked: { readonly policy: string; readonly terms: PolicyTerms; readonly since: EpochMs },
) {
  let counts: Counts | null = null
  let events = 0
  let oldestAt: EpochMs = asked.since
  let before: number | null = null
  do {
    const limit = Math.min(STRETCH, LIMITS.dryRunEventsMax - events)
    const stretch = await reads.policyReplay({ ...asked, before, limit })
    counts = counts === null ? stretch.counts : sumOf(counts, stretch.counts)
    events += stretch.events
    oldestAt = stretch.oldestAt ?? oldestAt
    before = stretch.next
    await setImmediate()
  } while (before !== null && events < LIMITS.dryRunEventsMax)
  return { counts, events, oldestAt, complete: before === null }
}

function sumOf(a: Counts, b: Counts): Counts {
  const sums = REPLAYED_KINDS.map((kind) => [
    kind,
    { seen: a[kind].seen + b[kind].seen, wouldRefuse: a[kind].wouldRefuse + b[kind].wouldRefuse },
  ])
  return Object.fromEntries(sums) as Counts
}

const WHAT: Readonly<Record<ReplayedKind, string>> = {
  'lost-pc-return': 'lost-PC returns by owners',
  emergency: 'emergency licenses',
  'key-only-activation': 'activations by the key alone of licenses that had an owner',
}

function wordsOf(
  what: ReplayedKind,
  { seen, wouldRefuse }: AnswerOf<'dryRunPolicy'>['rows'][number] | Counts[ReplayedKind],
): string {
  return `would have refused ${wouldRefuse.toLocaleString('en')} of ${seen.toLocaleString('en')} ${WHAT[what]}.`
}
