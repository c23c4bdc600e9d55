import type { AnswerOf } from '@latchkey/contract/operations'
import { useRead } from '../../app/api.ts'
import { BarChart } from '../../app/charts/bar-chart.tsx'
import { Loaded } from '../../app/loaded.tsx'
import { Card, PageHead } from '../../app/page-parts.tsx'
import { Ago } from '../../app/time.tsx'
import { KeyTail } from '../../ui/key-tail.tsx'
import { ButtonLink, Link } from '../../ui/link.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { useMay } from '../parts/may.ts'
import { counted, REASONS } from '../parts/words.ts'

type Statistics = AnswerOf<'getStatistics'>

/** What waits for Support, and how things stand. */
export function Overview() {
  const may = useMay()
  return (
    <>
      <PageHead title="Overview" />
      <div className="flex flex-col gap-6">
        {may('events:read') && <Figures />}
        {may('return-requests:read') && <Waiting />}
        {!may('events:read') && (
          <Card title="Start here">
            <ButtonLink href="/console/keys">Activation keys</ButtonLink>
          </Card>
        )}
      </div>
    </>
  )
}

/** The customers who wait longest. */
function Waiting() {
  const read = useRead('listReturnRequests', { query: { state: 'open', limit: 5 } })
  return (
    <Card
      title="Waiting for an answer"
      actions={
        <ButtonLink href="/console/requests" variant="quiet">
          All requests
        </ButtonLink>
      }
    >
      <Loaded read={read}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted">Nobody is waiting.</p>
          ) : (
            <ul className="flex flex-col divide-y divide-line">
              {items.map(({ id, email, reason, openedAt, keyLast5, licenses, risk }) => (
                <li
                  key={id}
                  className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 py-2.5 first:pt-0 last:pb-0"
                >
                  <span className="min-w-0">
                    <Link href={`/console/requests/${id}`}>
                      <NameText name={email} />
                    </Link>
                    <span className="ms-3 text-muted">
                      {REASONS[reason].label}, {counted(licenses.length, 'license')}{' '}
                      {keyLast5 !== null && <KeyTail last5={keyLast5} />}
                      {risk.level === 'high' && <strong className="ms-2 font-medium text-danger">High risk</strong>}
                    </span>
                  </span>
                  <span className="text-sm text-muted">
                    <Ago at={openedAt} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  )
}

function Figures() {
  const read = useRead('getStatistics', { query: { days: 60 } })
  return (
    <Loaded read={read}>
      {(statistics) => (
        <>
          <Totals statistics={statistics} />
          <div className="grid grid-cols-[minmax(0,1fr)] gap-6 lg:grid-cols-2">
            <Activations statistics={statistics} />
            <Returns statistics={statistics} />
            <RequestsByAge statistics={statistics} />
            <RequestsByReason statistics={statistics} />
            <StaleHosts statistics={statistics} />
            <Expiries statistics={statistics} />
          </div>
        </>
      )}
    </Loaded>
  )
}

function Totals({ statistics: { at, totals, openRequests } }: { readonly statistics: Statistics }) {
  const waiting = openRequests.byReason.reduce((sum, { count }) => sum + count, 0)
  return (
    <section aria-label="Totals">
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line shadow-control sm:grid-cols-3 lg:grid-cols-6">
        <Figure term="Open requests" value={waiting} href="/console/requests" />
        <Figure term="Licenses" value={totals.licenses} href="/console/licenses" />
        <Figure term="Active" value={totals.active} />
        <Figure term="PCs" value={totals.hosts} />
        <Figure term="Accounts" value={totals.accounts} href="/console/accounts" />
        <Figure term="Stale PCs" value={totals.staleHosts} />
      </dl>
      <p className="mt-1.5 text-end text-sm text-muted">
        Counted <Ago at={at} />.
      </p>
    </section>
  )
}

function Figure({ term, value, href }: { readonly term: string; readonly value: number; readonly href?: string }) {
  const figure = value.toLocaleString('en')
  return (
    <div className="bg-surface px-4 py-3.5">
      <dt className="text-sm text-muted">{term}</dt>
      <dd className="mt-0.5 text-xl font-semibold tabular-nums">
        {href === undefined ? (
          figure
        ) : (
          <a href={href} className="rounded-small hover:underline">
            {figure}
          </a>
        )}
      </dd>
    </div>
  )
}

function shortDay(day: string): string {
  return new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(Date.parse(day))
}

function Activations({ statistics: { days } }: { readonly statistics: Statistics }) {
  return (
    <Card title="Activations">
      <BarChart
        label="Activations by day, last 60 days"
        empty="Nothing was activated in the last 60 days."
        axis="Day"
        categories={days.map(({ day }) => shortDay(day))}
        series={[{ label: 'Activations', values: days.map(({ activated }) => activated), ink: 'accent' }]}
      />
    </Card>
  )
}

function Returns({ statistics: { days } }: { readonly statistics: Statistics }) {
  return (
    <Card title="Returns">
      <BarChart
        label="Returns by day, last 60 days"
        empty="Nothing was returned in the last 60 days."
        axis="Day"
        categories={days.map(({ day }) => shortDay(day))}
        series={[
          { label: 'On the PC', values: days.map(({ returned }) => returned), ink: 'muted' },
          { label: 'Without the PC', values: days.map(({ returnedWithoutPc }) => returnedWithoutPc), ink: 'warning' },
        ]}
      />
    </Card>
  )
}

function ageWords(hoursMax: number | null): string {
  if (hoursMax === null) return 'Over a week'
  return hoursMax <= 24 ? 'Within a day' : `Within ${hoursMax / 24} days`
}

function RequestsByAge({ statistics: { openRequests } }: { readonly statistics: Statistics }) {
  const { byAge } = openRequests
  return (
    <Card title="Open requests by age">
      <BarChart
        label="Open requests by age"
        empty="None is open."
        axis="Waiting"
        categories={byAge.map(({ hoursMax }) => ageWords(hoursMax))}
        series={[{ label: 'Requests', values: byAge.map(({ count }) => count), ink: 'accent' }]}
      />
    </Card>
  )
}

function RequestsByReason({ statistics: { openRequests } }: { readonly statistics: Statistics }) {
  const { byReason } = openRequests
  return (
    <Card title="Open requests by reason">
      <BarChart
        label="Open requests by reason"
        empty="None is open."
        axis="Reason"
        categories={byReason.map(({ reason }) => REASONS[reason].label)}
        series={[{ label: 'Requests', values: byReason.map(({ count }) => count), ink: 'accent' }]}
      />
    </Card>
  )
}

/** PCs that run on though their license was returned: what may still be used twice, and for how long. */
function StaleHosts({ statistics: { staleHosts } }: { readonly statistics: Statistics }) {
  const bounds = staleHosts.map(({ daysMax }) => daysMax)
  return (
    <Card title="Stale PCs by the end of their lease">
      <BarChart
        label="Stale PCs by the end of their lease"
        empty="No PC runs a license that was returned without it."
        axis="Lease ends"
        categories={bounds.map((daysMax, index) =>
          daysMax === null ? `Over ${bounds[index - 1] ?? 0} days` : `Within ${daysMax} days`,
        )}
        series={[{ label: 'PCs', values: staleHosts.map(({ count }) => count), ink: 'warning' }]}
      />
    </Card>
  )
}

function shortMonth(month: string): string {
  return new Intl.DateTimeFormat('en', { month: 'short', year: '2-digit', timeZone: 'UTC' }).format(
    Date.parse(`${month}-01`),
  )
}

function Expiries({ statistics: { expiring } }: { readonly statistics: Statistics }) {
  return (
    <Card title="Licenses that end">
      <BarChart
        label="Licenses that end, by month"
        empty="No license ends in the next 12 months."
        axis="Month"
        categories={expiring.map(({ month: text }) => shortMonth(text))}
        series={[{ label: 'Licenses', values: expiring.map(({ count }) => count), ink: 'accent' }]}
      />
    </Card>
  )
}
