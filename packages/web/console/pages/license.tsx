import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useIdParam } from '../../app/address.ts'
import { useRead } from '../../app/api.ts'
import { Id } from '../../app/id.tsx'
import { Loaded } from '../../app/loaded.tsx'
import { Card, PageHead } from '../../app/page-parts.tsx'
import { Ago, Day } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { DefinitionList } from '../../ui/definition-list.tsx'
import { KeyTail } from '../../ui/key-tail.tsx'
import { Link } from '../../ui/link.tsx'
import { Message } from '../../ui/message.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { Badge, StatusIcon } from '../../ui/status.tsx'
import { History } from '../parts/history.tsx'
import { Owner } from '../parts/license-cells.tsx'
import { LicenseMenu } from '../parts/license-menu.tsx'
import { useMay } from '../parts/may.ts'
import { ReturnDialog } from '../parts/late-dialogs.ts'
import { type License, STANDINGS } from '../parts/words.ts'

/** One license on one screen: its state, why it does or does not run, its limits, and all that ever happened to it. */
export function LicensePage() {
  const id = useIdParam()
  const read = useRead('explainLicense', { params: { id } })
  const [returning, setReturning] = useState(false)
  const may = useMay()
  return (
    <Loaded read={read} page="License">
      {({ license, why, events, undoUntil }) => (
        <>
          <PageHead
            parent={{ href: '/console/licenses', label: 'Licenses' }}
            title={license.productName}
            about={
              <span className="flex flex-wrap items-center gap-2">
                <span>{license.edition}</span>
                <Badge tone={STANDINGS[license.standing].tone}>{STANDINGS[license.standing].label}</Badge>
              </span>
            }
            actions={
              <>
                {may('licenses:support-return') && (
                  <Button
                    icon={<Undo2 aria-hidden />}
                    onClick={() => setReturning(true)}
                    disabledReason={license.activatedOn === null ? 'It is not activated.' : undefined}
                  >
                    Support return …
                  </Button>
                )}
                <LicenseMenu license={license} undoUntil={undoUntil} />
              </>
            }
          />
          <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem]">
            <div className="flex min-w-0 flex-col gap-6">
              {license.staleHost !== null && <StaleHost staleHost={license.staleHost} />}
              <Card title="Why">
                <ul className="flex flex-col gap-2">
                  {why.map(({ rule, passed, words }) => (
                    <li key={rule} className="flex items-start gap-2.5">
                      <StatusIcon tone={passed ? 'success' : 'danger'} className="mt-0.75" />
                      <span className="min-w-0">
                        <span className="sr-only">{passed ? 'Passed: ' : 'Failed: '}</span>
                        <NameText name={words} />
                      </span>
                    </li>
                  ))}
                </ul>
              </Card>
              <Card title="History">
                <History label="History of this license" events={events} />
              </Card>
            </div>
            <div className="flex min-w-0 flex-col gap-6">
              <Facts license={license} />
              <Terms license={license} />
            </div>
          </div>
          {returning && (
            <ReturnDialog
              onClose={() => setReturning(false)}
              of={{ type: 'license', id: license.id }}
              licenses={[license]}
            />
          )}
        </>
      )}
    </Loaded>
  )
}

function StaleHost({ staleHost }: { readonly staleHost: NonNullable<License['staleHost']> }) {
  return (
    <Message
      tone="warning"
      title={
        <>
          <NameText name={staleHost.hostName} /> may still run it
        </>
      }
    >
      It was returned without that PC. It may run until <Day at={staleHost.mayRunUntil} never="it comes online" />, and
      keeps nothing at its next contact.
    </Message>
  )
}

function Facts({ license }: { readonly license: License }) {
  const { activatedOn } = license
  return (
    <Card title="Facts">
      <DefinitionList
        items={[
          { term: 'Associated to', description: <Owner license={license} /> },
          {
            term: 'Activated on',
            description:
              activatedOn === null ? (
                <span className="text-muted">No PC</span>
              ) : (
                <Link href={`/console/hosts/${activatedOn.hostId}`}>
                  <NameText name={activatedOn.hostName} />
                </Link>
              ),
          },
          ...(activatedOn === null
            ? []
            : [
                { term: 'Since', description: <Ago at={activatedOn.since} /> },
                {
                  term: 'Lease ends',
                  description: <Day at={activatedOn.leaseUntil} never="Never (perpetual offline)" />,
                },
              ]),
          { term: 'Expires', description: <Day at={license.expiresAt} never="Never" /> },
          {
            term: 'Key',
            description: (
              <Link href={`/console/keys/${license.keyId}`}>
                <KeyTail last5={license.keyLast5} />
              </Link>
            ),
          },
          { term: 'Order', description: <NameText name={license.order} /> },
          { term: 'Generation', description: license.generation },
          { term: 'License id', description: <Id value={license.id} label="license id" /> },
        ]}
      />
    </Card>
  )
}

function Terms({ license: { terms } }: { readonly license: License }) {
  return (
    <Card title="Terms it was sold under">
      <DefinitionList
        items={[
          {
            term: 'Lease',
            description: terms.perpetualOffline
              ? 'Perpetual offline'
              : `${terms.leaseDays} days, then ${terms.graceDays} of grace`,
          },
          {
            term: 'Key alone activates',
            description: terms.keyOnlyActivation === 'any' ? 'Any idle license' : 'Only licenses without an owner',
          },
          {
            term: 'Lost-PC returns by the owner',
            description: `${terms.lostPcReturnsMax} in ${terms.lostPcReturnsWindowDays} days`,
          },
          {
            term: 'Emergency license',
            description: `${terms.emergencyDays} days, once in ${terms.emergencyEveryDays} days`,
          },
        ]}
      />
    </Card>
  )
}
