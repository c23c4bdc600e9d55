import { Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useIdParam } from '../../app/address.ts'
import { useAction, useRead } from '../../app/api.ts'
import { Id } from '../../app/id.tsx'
import { Loaded } from '../../app/loaded.tsx'
import { useNow } from '../../app/now.ts'
import { Card, PageHead } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { Ago } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { DefinitionList } from '../../ui/definition-list.tsx'
import { Link } from '../../ui/link.tsx'
import { Message } from '../../ui/message.tsx'
import { TextArea } from '../../ui/text-field.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import { useToast } from '../../ui/toast.tsx'
import { type MyRequest, RequestState, useReasons } from '../parts/request-words.tsx'

/** One request: where it stands, when an answer comes, what was said. */
export function RequestPage() {
  const id = useIdParam()
  const { t } = useLingui()
  const read = useRead('getMyReturnRequest', { params: { id } })
  return (
    <Loaded read={read} page={t`Request`}>
      {(request) => <Request request={request} />}
    </Loaded>
  )
}

function Request({ request }: { readonly request: MyRequest }) {
  const { t } = useLingui()
  const reasons = useReasons()
  const isOpen = request.state === 'open'
  return (
    <>
      <PageHead
        parent={{ href: '/requests', label: t`Requests` }}
        title={t`Return request`}
        about={<RequestState request={request} />}
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-6">
          {isOpen && !request.openedByYou && <Objection request={request} />}
          {request.answer !== null && (
            <Card title={t`Answer of Support`}>
              <p className="max-w-prose whitespace-pre-wrap">{request.answer}</p>
            </Card>
          )}
          <Card title={t`What was said`}>
            <Said request={request} />
          </Card>
          {isOpen && request.openedByYou && <More request={request} />}
        </div>
        <Card title={t`Facts`}>
          <DefinitionList
            items={[
              {
                term: t`Licenses`,
                description: (
                  <ul>
                    {request.licenses.map(({ id, productName }) => (
                      <li key={id}>
                        <Link href={`/licenses/${id}`}>{productName}</Link>
                      </li>
                    ))}
                  </ul>
                ),
              },
              { term: t`Reason`, description: reasons[request.reason] },
              { term: t`Asked`, description: <Ago at={request.openedAt} /> },
              request.closedAt === null
                ? { term: t`Answer expected`, description: <Ago at={request.dueAt} /> }
                : { term: t`Closed`, description: <Ago at={request.closedAt} /> },
              { term: t`Request number`, description: <Id value={request.id} label={t`request number`} /> },
            ]}
          />
        </Card>
      </div>
    </>
  )
}

function Said({ request }: { readonly request: MyRequest }) {
  const { t } = useLingui()
  const now = useNow()
  const speakers = { customer: t`You`, support: t`Support`, 'help-desk': t`Support` }
  const first = { id: request.id, at: request.openedAt, by: 'customer', text: request.message } as const
  const shown = [first, ...request.comments].filter(({ text }) => text !== '')
  if (shown.length === 0) return <p className="text-muted">{t`Nothing yet.`}</p>
  return (
    <Timeline
      label={t`What was said`}
      now={now}
      entries={shown.map(({ id, at, by, text }) => ({
        id,
        at: Date.parse(at),
        tone: by === 'customer' ? 'neutral' : 'info',
        title: by === 'customer' && !request.openedByYou ? t`The one who asks` : speakers[by],
        detail: <p className="max-w-prose whitespace-pre-wrap">{text}</p>,
      }))}
    />
  )
}

function More({ request: { id } }: { readonly request: MyRequest }) {
  const { t } = useLingui()
  const [text, setText] = useState('')
  const say = useAction('commentMyReturnRequest')
  const withdraw = useAction('withdrawMyReturnRequest')
  const toast = useToast()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const done = await say.run({ params: { id }, body: { text } })
    if (done.ok) setText('')
  }
  const takeBack = async () => {
    const done = await withdraw.run({ params: { id } })
    if (done.ok) toast({ title: t`The request was withdrawn` })
  }
  return (
    <Card title={t`Say more`}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
        <ProblemView problem={say.problem ?? withdraw.problem} />
        <TextArea
          label={t`Text`}
          hint={t`For example the proof that Support asked for. Never write your password here.`}
          required
          maxLength={2000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <div className="flex flex-wrap gap-2">
          <Button variant="primary" type="submit" busy={say.busy}>
            <Trans>Send</Trans>
          </Button>
          <Button busy={withdraw.busy} onClick={() => void takeBack()}>
            <Trans>Withdraw the request</Trans>
          </Button>
        </div>
      </form>
    </Card>
  )
}

/** Somebody else asks about licenses of this person: they may say no. */
function Objection({ request: { id, heldUntil } }: { readonly request: MyRequest }) {
  const { t } = useLingui()
  const [message, setMessage] = useState('')
  const object = useAction('objectToReturnRequest')
  const toast = useToast()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const done = await object.run({ params: { id }, body: { message } })
    if (done.ok) toast({ title: t`Support is told that you say no` })
  }
  return (
    <Message tone="warning" title={t`Somebody else asks Support to return these licenses`}>
      <p>
        {heldUntil === null ? (
          <Trans>If it was not for you, say no. Support sees it before deciding.</Trans>
        ) : (
          <Trans>
            Unless you say no, it happens <Ago at={heldUntil} />.
          </Trans>
        )}
      </p>
      <form onSubmit={(event) => void submit(event)} className="mt-2 flex flex-col gap-gap">
        <ProblemView problem={object.problem} />
        <TextArea
          label={t`What is wrong with it?`}
          required
          maxLength={2000}
          value={message}
          onChange={(event) => setMessage(event.target.value)}
        />
        <div>
          <Button type="submit" variant="danger" busy={object.busy}>
            <Trans>Say no</Trans>
          </Button>
        </div>
      </form>
    </Message>
  )
}
