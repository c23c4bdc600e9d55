import { Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useAddress } from '../../app/address.ts'
import { useAction, useRead } from '../../app/api.ts'
import { Loaded } from '../../app/loaded.tsx'
import { PageHead } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Message } from '../../ui/message.tsx'
import { PlainSelect } from '../../ui/plain-select.tsx'
import { TextArea } from '../../ui/text-field.tsx'
import { type MyLicense, reasonOf } from '../parts/license-words.tsx'
import { type Reason, useReasons } from '../parts/request-words.tsx'
import { goTo } from '../../app/router.tsx'

/** Asking Support to return licenses: what is known already is not asked for. */
export function NewRequest() {
  const { t } = useLingui()
  const { license } = useAddress<{ license?: string }>()
  const read = useRead('listMyLicenses', { query: { limit: 100 } })
  return (
    <>
      <PageHead
        parent={{ href: '/requests', label: t`Requests` }}
        title={t`Ask Support`}
        about={t`To return licenses whose PC is gone, when you cannot do it yourself.`}
      />
      <Loaded read={read}>{({ items }) => <Form licenses={items} first={license} />}</Loaded>
    </>
  )
}

function Form({ licenses, first }: { readonly licenses: readonly MyLicense[]; readonly first: string | undefined }) {
  const { t } = useLingui()
  const reasons = useReasons()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(first === undefined ? [] : [first]))
  const [reason, setReason] = useState<Reason>('lost-pc')
  const [message, setMessage] = useState('')
  const open = useAction('openMyReturnRequest')
  const active = licenses.filter(({ activatedOn }) => activatedOn !== null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const done = await open.run({ body: { licenseIds: [...chosen], reason, message } })
    if (done.ok) goTo(`/requests/${done.value.id}`)
  }
  const tick = (id: string, isTicked: boolean) => {
    const next = new Set(chosen)
    if (isTicked) next.add(id)
    else next.delete(id)
    setChosen(next)
  }
  if (active.length === 0) {
    return (
      <Message
        tone="info"
        title={t`None of your licenses is active on a PC`}
        actions={<ButtonLink href="/">{t`To my licenses`}</ButtonLink>}
      >
        <Trans>There is nothing to return: you can activate them on any PC.</Trans>
      </Message>
    )
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="flex max-w-2xl flex-col gap-6">
      <ProblemView problem={open.problem} />
      <fieldset>
        <legend className="mb-1 font-medium">{t`Which licenses?`}</legend>
        {active.map((license) => (
          <Checkbox
            key={license.id}
            label={`${license.productName} …${license.keyLast5}`}
            hint={license.activatedOn === null ? '' : t`Active on ${license.activatedOn.hostName}`}
            checked={chosen.has(license.id)}
            onChange={(event) => tick(license.id, event.target.checked)}
            disabledReason={reasonOf(license.actions.requestReturn)}
          />
        ))}
      </fieldset>
      <PlainSelect
        label={t`What happened?`}
        value={reason}
        onChange={setReason}
        options={(Object.keys(reasons) as Reason[]).map((value) => ({ value, label: reasons[value] }))}
      />
      <TextArea
        label={t`What else should Support know?`}
        optional
        maxLength={2000}
        value={message}
        onChange={(event) => setMessage(event.target.value)}
      />
      <div>
        <Button
          variant="primary"
          type="submit"
          busy={open.busy}
          disabledReason={chosen.size === 0 ? t`Choose at least one license.` : undefined}
        >
          <Trans>Send the request</Trans>
        </Button>
      </div>
    </form>
  )
}
