import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { ArrowRightLeft, LifeBuoy, MonitorX } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useIdParam } from '../../app/address.ts'
import { useRead } from '../../app/api.ts'
import { Id } from '../../app/id.tsx'
import { Loaded } from '../../app/loaded.tsx'
import { useNow } from '../../app/now.ts'
import { Card, PageHead } from '../../app/page-parts.tsx'
import { Ago, Day } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { DefinitionList } from '../../ui/definition-list.tsx'
import { KeyTail } from '../../ui/key-tail.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Message } from '../../ui/message.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { StatusIcon } from '../../ui/status.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import type { AnswerOf } from '@latchkey/contract/operations'
import { ActiveOn, Expires, LicenseState, type MyLicense, reasonOf } from '../parts/license-words.tsx'
import { LostPcDialog } from '../parts/lost-pc-dialog.tsx'
import { OfferDialog } from '../parts/offer-dialog.tsx'

type Detail = AnswerOf<'getMyLicense'>

/** One license: its state and history in words, and what its owner can do. */
export function LicensePage() {
  const id = useIdParam()
  const { t } = useLingui()
  const read = useRead('getMyLicense', { params: { id } })
  return (
    <Loaded read={read} page={t`License`}>
      {(detail) => <License detail={detail} />}
    </Loaded>
  )
}

function License({ detail: { license, why, events } }: { readonly detail: Detail }) {
  const { t } = useLingui()
  return (
    <>
      <PageHead
        parent={{ href: '/', label: t`My licenses` }}
        title={license.productName}
        about={
          <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <span>{license.edition}</span>
            <LicenseState license={license} />
          </span>
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-6">
          <Notices license={license} />
          <WhatNow license={license} />
          <Card title={t`Does it run, and why`}>
            <ul className="flex flex-col gap-2">
              {why.map(({ rule, passed, words }) => (
                <li key={rule} className="flex items-start gap-2.5">
                  <StatusIcon tone={passed ? 'success' : 'danger'} className="mt-0.75" />
                  <span className="min-w-0">
                    <NameText name={words} />
                  </span>
                </li>
              ))}
            </ul>
          </Card>
          <Card title={t`History`}>
            <History events={events} />
          </Card>
        </div>
        <Card title={t`Facts`}>
          <DefinitionList
            items={[
              { term: t`Active on`, description: <ActiveOn license={license} /> },
              ...(license.activatedOn === null
                ? []
                : [
                    {
                      term: t`Good without network until`,
                      description: <Day at={license.activatedOn.leaseUntil} never={t`Always`} />,
                    },
                  ]),
              { term: t`Expires`, description: <Expires license={license} /> },
              { term: t`Key`, description: <KeyTail last5={license.keyLast5} /> },
              { term: t`License id`, description: <Id value={license.id} label={t`license id`} /> },
            ]}
          />
        </Card>
      </div>
    </>
  )
}

function Notices({ license }: { readonly license: MyLicense }) {
  const { t } = useLingui()
  const { staleHost, emergencyHost, returnRequest } = license
  return (
    <>
      {emergencyHost !== null && (
        <Message
          tone="info"
          title={
            <Trans>
              <NameText name={emergencyHost.hostName} /> runs it on an emergency license
            </Trans>
          }
        >
          <p>
            <Trans>
              Until <Day at={emergencyHost.until} never="" />.
            </Trans>
          </p>
        </Message>
      )}
      {staleHost !== null && (
        <Message
          tone="info"
          title={
            <Trans>
              <NameText name={staleHost.hostName} /> no longer holds it
            </Trans>
          }
        >
          <p>
            <Trans>
              If that PC stays offline, it may still run until{' '}
              <Day at={staleHost.mayRunUntil} never={t`it comes online`} />.
            </Trans>
          </p>
        </Message>
      )}
      {returnRequest !== null && (
        <Message
          tone="info"
          title={t`Support looks into it`}
          actions={<ButtonLink href={`/requests/${returnRequest.id}`}>{t`See the request`}</ButtonLink>}
        >
          <p>
            <Trans>
              You have an answer <Ago at={returnRequest.dueAt} />.
            </Trans>
          </p>
        </Message>
      )}
    </>
  )
}

/** What the owner can do, each with what it costs and what is left before it is done. */
function WhatNow({ license }: { readonly license: MyLicense }) {
  const { t } = useLingui()
  const [task, setTask] = useState<'lost-pc' | 'transfer' | null>(null)
  const { lostPcReturns, emergencies, actions } = license
  return (
    <Card title={t`What you can do`}>
      <ul className="flex flex-col divide-y divide-line">
        <Choice
          title={t`I no longer have the PC`}
          note={
            <>
              <Trans>Frees the license at once, so that you can activate it on another PC.</Trans>{' '}
              <Left left={lostPcReturns.left} max={lostPcReturns.max} nextAt={lostPcReturns.nextAt} />
            </>
          }
          action={
            <Button
              icon={<MonitorX aria-hidden />}
              onClick={() => setTask('lost-pc')}
              disabledReason={reasonOf(actions.returnLostPc)}
            >
              <Trans>Return without the PC …</Trans>
            </Button>
          }
        />
        {license.activatedOn !== null && (
          <Choice
            title={t`Go on at once on another PC`}
            note={
              <>
                <Trans>
                  An emergency license of {emergencies.days} days, beside the PC that has it: in the License Wizard on
                  the other PC.
                </Trans>{' '}
                <Left left={emergencies.left} max={emergencies.max} nextAt={emergencies.nextAt} />
              </>
            }
            action={
              actions.emergency.state === 'legal' ? (
                <code className="text-sm">license-wizard emergency</code>
              ) : (
                <p className="max-w-64 text-sm text-muted">{reasonOf(actions.emergency)}</p>
              )
            }
          />
        )}
        {actions.requestReturn.state === 'legal' && actions.returnLostPc.state === 'refused' && (
          <Choice
            title={t`Ask Support to return it`}
            note={t`A person looks at it and answers by mail.`}
            action={
              <ButtonLink href={`/requests/new?license=${license.id}`} icon={<LifeBuoy aria-hidden />}>
                <Trans>Ask Support</Trans>
              </ButtonLink>
            }
          />
        )}
        <Choice
          title={t`Transfer it to somebody else`}
          note={t`They get a link to accept it. You can withdraw the offer until then, and dispute it for 14 days.`}
          action={
            <Button
              icon={<ArrowRightLeft aria-hidden />}
              onClick={() => setTask('transfer')}
              disabledReason={reasonOf(actions.transfer)}
            >
              <Trans>Transfer …</Trans>
            </Button>
          }
        />
      </ul>
      {task === 'lost-pc' && <LostPcDialog license={license} onClose={() => setTask(null)} />}
      {task === 'transfer' && <OfferDialog licenses={[license]} onClose={() => setTask(null)} />}
    </Card>
  )
}

function Left(props: { readonly left: number; readonly max: number; readonly nextAt: string | null }) {
  const { left, max, nextAt } = props
  return (
    <strong className="font-medium text-text">
      <Plural value={left} one={`# of ${max} left this year.`} other={`# of ${max} left this year.`} />
      {nextAt !== null && (
        <>
          {' '}
          <Trans>
            The next one is free <Ago at={nextAt} />.
          </Trans>
        </>
      )}
    </strong>
  )
}

function Choice(props: { readonly title: string; readonly note: ReactNode; readonly action: ReactNode }) {
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 py-4 first:pt-0 last:pb-0">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium">{props.title}</p>
        <p className="text-muted">{props.note}</p>
      </div>
      {props.action}
    </li>
  )
}

function History({ events }: { readonly events: Detail['events'] }) {
  const { t } = useLingui()
  const now = useNow()
  const who = {
    you: t`by you`,
    pc: t`by the PC`,
    another: t`by somebody else`,
    support: t`by Support`,
    vendor: t`by the vendor`,
  }
  return (
    <Timeline
      label={t`History of this license`}
      now={now}
      entries={events.map(({ id, at, words, by }) => ({
        id,
        at: Date.parse(at),
        tone: by === 'another' ? 'warning' : 'neutral',
        title: <NameText name={words} />,
        detail: <span className="text-sm text-muted">{who[by]}</span>,
      }))}
    />
  )
}
