import type { AnswerOf } from '@latchkey/contract/operations'
import { LIMITS } from '@latchkey/core/limits'
import { type FormEvent, useState } from 'react'
import { useAction } from '../../app/api.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { KeyTail } from '../../ui/key-tail.tsx'
import { Message } from '../../ui/message.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useMay } from './may.ts'
import { counted } from './words.ts'

type Key = AnswerOf<'getKey'>
type Rotated = AnswerOf<'rotateKey'>

/** Replaces a leaked key: what stays, what is taken back, and who gets the new one. */
export function RotateDialog({ of: key, onClose }: { readonly of: Key; readonly onClose: () => void }) {
  const rotate = useAction('rotateKey')
  const [rotated, setRotated] = useState<Rotated | null>(null)
  const [note, setNote] = useState('')
  const [email, setEmail] = useState('')
  const [returning, setReturning] = useState<ReadonlySet<string>>(new Set())
  const [releasing, setReleasing] = useState<ReadonlySet<string>>(new Set())
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const done = await rotate.run({
      params: { id: key.id },
      body: {
        note,
        returnLicenseIds: [...returning],
        releaseLicenseIds: [...releasing],
        ...(email === '' ? {} : { recipient: { email } }),
      },
    })
    if (done.ok) setRotated(done.value)
  }
  if (rotated !== null) return <Done rotated={rotated} onClose={onClose} />
  return (
    <Dialog
      open
      wide
      onOpenChange={(next) => !next && onClose()}
      title="Replace the key"
      description={
        <>
          The key ending in <KeyTail last5={key.last5} /> activates and associates nothing any more; whoever enters it
          is told that it was replaced. PCs that hold its licenses go on working, and accounts keep them.
        </>
      }
      actions={
        <>
          <Button variant="danger" type="submit" form="rotate" busy={rotate.busy}>
            Replace the key
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <form id="rotate" onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
        <ProblemView problem={rotate.problem} />
        <TextField
          label="Why"
          required
          hint="For the audit log."
          maxLength={LIMITS.noteCharsMax}
          value={note}
          onChange={(event) => setNote(event.target.value)}
          autoComplete="off"
        />
        <TextField
          label="Send the new key to"
          optional
          hint={ownerHint(key)}
          type="email"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          autoComplete="off"
        />
        <InUse
          of={key}
          returning={returning}
          onReturning={setReturning}
          releasing={releasing}
          onReleasing={setReleasing}
        />
      </form>
    </Dialog>
  )
}

function ownerHint({ licenses }: Key): string {
  const owners = new Set(licenses.flatMap(({ associatedTo }) => associatedTo?.name ?? []))
  const [only] = owners
  if (owners.size === 1 && only !== undefined) return `Left empty, ${only} gets it: the owner of the licenses.`
  if (owners.size === 0) return 'Left empty, nobody gets it by mail: the licenses have no owner.'
  return 'Left empty, nobody gets it by mail: the licenses have several owners, and each would learn the key of the others.'
}

/** What the key is used for now, to tick what is not the customer's. */
function InUse(props: {
  readonly of: Key
  readonly returning: ReadonlySet<string>
  readonly onReturning: (ids: ReadonlySet<string>) => void
  readonly releasing: ReadonlySet<string>
  readonly onReleasing: (ids: ReadonlySet<string>) => void
}) {
  const { of: key, returning, onReturning, releasing, onReleasing } = props
  const may = useMay()
  const used = key.licenses.filter(({ activatedOn, associatedTo }) => activatedOn !== null || associatedTo !== null)
  if (used.length === 0) return <p className="text-muted">None of its licenses is activated or associated.</p>
  const reasonAgainst = may('licenses:support-return') ? undefined : 'Support or an administrator may take it back.'
  const max = LIMITS.supportReturnAloneMax
  const named = new Set([...returning, ...releasing])
  const reasonOf = (id: string) =>
    reasonAgainst ?? (named.size >= max && !named.has(id) ? `One agent takes back at most ${max}.` : undefined)
  return (
    <fieldset className="flex flex-col gap-2 border-t border-line pt-4">
      <legend className="sr-only">What is not the customer’s</legend>
      <p className="text-muted">Tick what is not the customer’s. All else goes on.</p>
      <ul className="flex max-h-72 flex-col gap-1 overflow-y-auto">
        {used.map(({ id, productName, activatedOn, associatedTo }) => (
          <li key={id}>
            {activatedOn !== null && (
              <Checkbox
                label={
                  <>
                    Return {productName} from <NameText name={activatedOn.hostName} />
                  </>
                }
                checked={returning.has(id)}
                disabledReason={reasonOf(id)}
                onChange={() => onReturning(toggled(returning, id))}
              />
            )}
            {associatedTo !== null && (
              <Checkbox
                label={
                  <>
                    Release {productName} from the account <NameText name={associatedTo.name} />
                  </>
                }
                checked={releasing.has(id)}
                disabledReason={reasonOf(id)}
                onChange={() => onReleasing(toggled(releasing, id))}
              />
            )}
          </li>
        ))}
      </ul>
    </fieldset>
  )
}

function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return ids.has(id) ? new Set([...ids].filter((other) => other !== id)) : new Set([...ids, id])
}

function Done({ rotated, onClose }: { readonly rotated: Rotated; readonly onClose: () => void }) {
  const { mailedTo, hostsHolding, waitingLicenseIds } = rotated
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title="The key is replaced"
      description={`${counted(hostsHolding, 'PC')} ${hostsHolding === 1 ? 'goes' : 'go'} on. The whole new key is shown only now.`}
      actions={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <CopyField label="New activation key" value={rotated.key} />
      {waitingLicenseIds.length > 0 && (
        <Message tone="warning" title={`The return of ${counted(waitingLicenseIds.length, 'license')} waits`}>
          It is decided, and stands among the return requests: the risk is high, so a second agent or the end of a hold
          comes first.
        </Message>
      )}
      <p className="text-muted">
        {mailedTo === null ? (
          'It was sent to nobody: hand it to the customer yourself.'
        ) : (
          <>
            It is on its way to <NameText name={mailedTo} />.
          </>
        )}
      </p>
    </Dialog>
  )
}
