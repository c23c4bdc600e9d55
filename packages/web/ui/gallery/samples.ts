import type { StatusTone } from '../status.tsx'
import type { TimelineEntry } from '../timeline.tsx'

const DAY_MS = 86_400_000

/** The gallery stands still in time, so that two pictures of it can be compared. */
export const NOW = Date.UTC(2026, 10, 24, 9, 0)

export interface LicenseRow {
  readonly id: string
  readonly product: string
  readonly edition: string
  readonly last5: string
  readonly account: string
  readonly host: string
  readonly expires: number
  readonly status: string
  readonly tone: StatusTone
  readonly refused: { readonly reason: string; readonly wayOut: string } | null
}

const SHARED = { edition: 'Professional', last5: '7QK2M' } as const

export const LICENSES: readonly LicenseRow[] = [
  {
    ...SHARED,
    id: 'ct',
    product: 'Commissioning Tool',
    account: 'maria@example.com',
    host: '–',
    expires: NOW + 400 * DAY_MS,
    status: 'Not activated',
    tone: 'neutral',
    refused: null,
  },
  {
    ...SHARED,
    id: 'izot',
    product: 'IzoT Net Server',
    account: 'maria@example.com',
    host: 'OFFICE-PC',
    expires: NOW + 40 * DAY_MS,
    status: 'Activated elsewhere',
    tone: 'warning',
    refused: { reason: 'activated on OFFICE-PC since 3 May 2026.', wayOut: 'Return it there.' },
  },
  {
    ...SHARED,
    id: 'openlns',
    edition: 'Server',
    product: 'OpenLNS Server',
    account: '–',
    host: 'This PC',
    expires: NOW + 6 * DAY_MS,
    status: 'Activated here',
    tone: 'success',
    refused: null,
  },
]

export const EVENTS: readonly TimelineEntry[] = [
  {
    id: '1',
    tone: 'success',
    title: 'Activated on LAPTOP-7',
    at: NOW - 4 * 60_000,
    detail: 'By maria@example.com, in the License Wizard.',
  },
  { id: '2', tone: 'info', title: 'Associated to maria@example.com', at: NOW - 26 * 60_000 },
  {
    id: '3',
    tone: 'warning',
    title: 'Returned by Support',
    at: NOW - 2 * DAY_MS,
    detail: 'Reason: lost PC. OFFICE-PC may run until 8 December 2026.',
  },
  { id: '4', tone: 'danger', title: 'Refused on LAPTOP-7', at: NOW - 3 * DAY_MS, detail: 'Activated on OFFICE-PC.' },
  { id: '5', tone: 'neutral', title: 'Issued with order SO-2026-00417', at: NOW - 205 * DAY_MS },
]
