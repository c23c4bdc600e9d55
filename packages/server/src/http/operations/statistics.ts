import type { EpochMs } from '@latchkey/core/ids'
import { DAY_MS, MINUTE_MS } from '@latchkey/core/limits'
import { ok } from '@latchkey/core/result'
import type { EventCounts, Store, Totals } from '../../store/store.ts'
import type { Handler } from '../call.ts'

/** Counting a million licenses takes a while, and an overview that is a minute old tells the same. */
const FRESH_MS = MINUTE_MS

/** What was counted already: a day that is over does not change any more. */
class Counted {
  readonly #days = new Map<EpochMs, EventCounts>()
  #totals: { readonly at: EpochMs; readonly totals: Totals } | null = null

  async day(store: Store, from: EpochMs, now: EpochMs): Promise<EventCounts> {
    const known = this.#days.get(from)
    if (known !== undefined) return known
    const counts = await store.reads.eventCounts(from, from + DAY_MS)
    if (from + DAY_MS + FRESH_MS < now) this.#days.set(from, counts)
    return counts
  }

  async totals(store: Store, now: EpochMs): Promise<{ readonly at: EpochMs; readonly totals: Totals }> {
    if (this.#totals !== null && now - this.#totals.at < FRESH_MS && now >= this.#totals.at) return this.#totals
    this.#totals = { at: now, totals: await store.reads.totals(now) }
    return this.#totals
  }
}

const countedOf = new WeakMap<Store, Counted>()

export const getStatistics: Handler<'getStatistics'> = async ({ query, at }, { store }) => {
  const counted = countedOf.get(store) ?? new Counted()
  countedOf.set(store, counted)
  const today = at - (at % DAY_MS)
  const days = []
  for (let back = query.days - 1; back >= 0; back -= 1) {
    const from = today - back * DAY_MS
    // One day after another, each a short read: other calls are answered in between.
    days.push({ day: new Date(from).toISOString().slice(0, 10), ...(await counted.day(store, from, at)) })
  }
  const { at: totalsAt, totals } = await counted.totals(store, at)
  return ok({ at: new Date(totalsAt).toISOString(), days, ...totals })
}
