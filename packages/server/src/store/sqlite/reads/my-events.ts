import type { AccountId } from '@latchkey/core/ids'
import type { Language } from '@latchkey/words/language'
import { type EventNames, wordsOfEvent } from '../../event-words.ts'
import { type MyLicenseDetailView, toIso } from '../../views.ts'
import type { Reading } from '../connection.ts'
import { type EventRow, eventNames, eventRowsOfLicense } from './events.ts'
import { hostNameFor } from '../host-names.ts'

type MyEvent = MyLicenseDetailView['events'][number]

/** What staff note for each other, and what they only weigh, is not for the owner. */
const INTERNAL: ReadonlySet<string> = new Set(['return-request-cancelled', 'return-request-commented'])

/**
 * The history of a license since the account has it: what happened before was somebody else's life. Other accounts are never named,
 * members of staff never either.
 */
export function viewMyEvents(db: Reading, account: AccountId, id: string, language: Language): MyEvent[] {
  const rows = eventRowsOfLicense(db, id)
  const begin = rows.findLastIndex(({ type, data }) => {
    return (type === 'associated' || type === 'transferred') && JSON.parse(data).to === account
  })
  return rows
    .slice(Math.max(0, begin))
    .filter(({ type }) => !INTERNAL.has(type))
    .map((row) => presentMyEvent(db, account, row, language))
}

function presentMyEvent(db: Reading, account: AccountId, row: EventRow, language: Language): MyEvent {
  const data: Record<string, unknown> = JSON.parse(row.data)
  const names = {
    host: (id) => hostNameFor(db, account, id, eventNames(db).host(id)),
    account: (id) => ({ is: id === account ? 'you' : 'another' }),
  } satisfies EventNames
  const host = data['on'] ?? data['from'] ?? data['host']
  const isHost = typeof host === 'string' && row.type !== 'transferred' && row.type !== 'released'
  return {
    id: row.id,
    at: toIso(row.at),
    type: row.type,
    by: byWhom(row, account),
    facts: { ...safeFacts(data), ...(isHost ? { hostName: names.host(host) } : {}) },
    words: wordsOfEvent(row.type, data, names, language),
  }
}

const SAFE = ['reason', 'by', 'generation', 'until', 'standing', 'expiresAt', 'returnRequest', 'decision'] as const

function safeFacts(data: Readonly<Record<string, unknown>>): MyEvent['facts'] {
  return Object.fromEntries(
    SAFE.flatMap((name): [string, string | number][] => {
      const value = data[name]
      return typeof value === 'string' || typeof value === 'number' ? [[name, value]] : []
    }),
  )
}

function byWhom({ actor_type: type, actor_id: id }: EventRow, account: AccountId): MyEvent['by'] {
  switch (type) {
    case 'account':
      return id === account ? 'you' : 'another'
    case 'host':
      return 'pc'
    case 'staff':
      return 'support'
    default:
      return 'vendor'
  }
}
