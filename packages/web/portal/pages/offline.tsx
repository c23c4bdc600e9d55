import type { Problem } from '@latchkey/contract/client'
import { problem as problemSchema } from '@latchkey/contract/schemas'
import { Trans, useLingui } from '@lingui/react/macro'
import { Download } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { ProblemView } from '../../app/problem-view.tsx'
import { saveFile } from '../../app/save-file.ts'
import { EntranceFrame } from '../../app/sign-in/frame.tsx'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Link } from '../../ui/link.tsx'
import { Message } from '../../ui/message.tsx'

interface Answer {
  readonly name: string
  readonly content: string
}

/** For a PC without network: its request file up, the response file down. The same form works without a script, at its own address. */
export function Offline() {
  const { t } = useLingui()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [answer, setAnswer] = useState<Answer | null>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    const sent = await send(new FormData(event.currentTarget))
    setBusy(false)
    if ('content' in sent) setAnswer(sent)
    else setProblem(sent)
  }
  return (
    <EntranceFrame
      title={t`A PC without network`}
      about={t`Save a request or return in the License Wizard on that PC, bring the file here, and carry the response back.`}
      below={
        <p>
          <Link href="/">
            <Trans>To the portal</Trans>
          </Link>
        </p>
      }
    >
      {answer === null ? (
        <form
          action="/offline-form"
          method="post"
          encType="multipart/form-data"
          onSubmit={(event) => void submit(event)}
          className="flex flex-col gap-gap"
        >
          <ProblemView problem={problem} />
          <Field label={t`Request or return file`} hint={t`As the License Wizard saved it, at most 256 KiB.`}>
            {(control) => (
              <input
                {...control}
                type="file"
                name="file"
                required
                className="w-full rounded-control border border-edge bg-surface p-2 file:me-3 file:min-h-7 file:rounded-small file:border file:border-line-strong file:bg-surface file:px-2.5 file:font-medium"
              />
            )}
          </Field>
          <Button variant="primary" type="submit" busy={busy}>
            <Trans>Get the response</Trans>
          </Button>
        </form>
      ) : (
        <>
          <Message tone="success" title={t`The response is ready`} announce>
            <p>
              <Trans>Carry {answer.name} to the PC and load it in the License Wizard within 30 days.</Trans>
            </p>
          </Message>
          <Button
            variant="primary"
            icon={<Download aria-hidden />}
            onClick={() => saveFile(answer.name, 'text/plain', answer.content)}
          >
            <Trans>Save the response</Trans>
          </Button>
          <Button onClick={() => setAnswer(null)}>
            <Trans>Another file</Trans>
          </Button>
        </>
      )}
    </EntranceFrame>
  )
}

async function send(form: FormData): Promise<Answer | Problem> {
  try {
    const response = await fetch('/offline-form', {
      method: 'POST',
      body: form,
      headers: { accept: 'application/json' },
    })
    if (response.ok) return { name: 'response.txt', content: await response.text() }
    return problemSchema.parse(await response.json())
  } catch {
    return NO_ANSWER
  }
}

const NO_ANSWER: Problem = {
  type: 'about:blank',
  title: 'The license server does not answer.',
  status: 0,
  code: 'NETWORK_TIMEOUT',
  detail: 'This computer has no connection to it at the moment.',
  wayOut: 'Check the network, then try again; sending the same file twice does no harm.',
  requestId: '',
}
