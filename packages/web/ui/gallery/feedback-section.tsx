import { refusal, wordsOf } from '@latchkey/core/refusals'
import { Button } from '../button.tsx'
import { Message } from '../message.tsx'
import { Busy, Progress } from '../progress.tsx'
import { RefusalView } from '../refusal-view.tsx'
import { Stepper } from '../stepper.tsx'
import { dateWords } from '../time-words.ts'
import { useToast } from '../toast.tsx'
import { Columns, Row, Section, Specimen, Stack } from './specimen.tsx'

const REFUSED = refusal('ACTIVATED_ELSEWHERE', {
  product: 'IzoT Net Server',
  hostName: 'OFFICE-PC',
  since: Date.UTC(2026, 4, 3),
})
const UNREACHED = refusal('NETWORK_TIMEOUT', { server: 'licenses.example.com' })
const STEPS = ['Task', 'Credentials', 'Licenses', 'Result']

export function FeedbackSection() {
  return (
    <Section id="feedback" title="Feedback">
      <Specimen title="Stepper">
        <div className="flex flex-col gap-6">
          <Stepper label="Steps, at the start" steps={STEPS} current={0} />
          <Stepper label="Steps, in the middle" steps={STEPS} current={2} />
          <Stepper label="Steps, all done" steps={STEPS} current={4} />
        </div>
      </Specimen>
      <Columns>
        <Specimen title="Refusal" bare>
          <Stack>
            <RefusalView
              words={wordsOf(REFUSED, { instant: (at) => dateWords(at, 'en'), translate: (text) => text })}
              code={REFUSED.code}
              reference="op_0123456789abcdefghjk"
              actions={
                <>
                  <Button size="small">I no longer have that PC</Button>
                  <Button size="small">Ask Support</Button>
                </>
              }
            />
            <RefusalView words={wordsOf(UNREACHED)} code={UNREACHED.code} reference={null} />
          </Stack>
        </Specimen>
        <Specimen title="Message" bare>
          <Stack>
            <Message tone="info" title="Next will associate 2 licenses to maria@example.com">
              This stays even if you cancel afterwards.
            </Message>
            <Message tone="success" title="The license is activated on this PC" />
            <Message
              tone="warning"
              title="1 of 2 lost-PC returns is left this year"
              actions={<Button size="small">See the limits</Button>}
            >
              The next one comes back on 4 March 2027.
            </Message>
            <Message tone="danger" title="Nothing was changed">
              The license server did not answer.
            </Message>
          </Stack>
        </Specimen>
      </Columns>
      <Specimen title="Banner" bare>
        <Message banner tone="warning" title="This PC is offline">
          Save a request file, carry it to a PC with a network, and load the response here.
        </Message>
      </Specimen>
      <Specimen title="Progress, toast">
        <Waiting />
      </Specimen>
    </Section>
  )
}

function Waiting() {
  const toast = useToast()
  return (
    <Columns>
      <Stack>
        <Progress label="Returning" value={2} max={3} words="2 of 3 licenses" />
        <Progress label="Download" value={0} max={100} words="0 of 84 MB" />
        <Busy>Asking the license server</Busy>
      </Stack>
      <Row>
        <Button onClick={() => toast({ title: 'Renamed to LAPTOP-7', description: 'Seen in the portal at once.' })}>
          Show a toast
        </Button>
        <Button onClick={() => toast({ title: 'The mail could not be sent', tone: 'danger' })}>Show a failure</Button>
      </Row>
    </Columns>
  )
}
