import { useLingui } from '@lingui/react/macro'
import { Check } from 'lucide-react'
import { classNames } from './class-names.ts'

interface StepperProps {
  /** What the steps are of. */
  readonly label: string
  /** Names of the steps, in their order. */
  readonly steps: readonly string[]
  /** Index of the current step; `steps.length` when all are done. */
  readonly current: number
}

type StepState = 'done' | 'current' | 'to-do'

/** Where one is: every step says Done, Current or To do in words. */
export function Stepper({ label, steps, current }: StepperProps) {
  return (
    <nav aria-label={label} className="@container">
      <ol className="flex flex-col gap-1 @xl:flex-row @xl:gap-3">
        {steps.map((name, index) => (
          <Step key={name} name={name} number={index + 1} state={stateOf(index, current)} />
        ))}
      </ol>
    </nav>
  )
}

function stateOf(index: number, current: number): StepState {
  if (index < current) return 'done'
  return index === current ? 'current' : 'to-do'
}

function Step({ name, number, state }: { readonly name: string; readonly number: number; readonly state: StepState }) {
  const { t } = useLingui()
  const words: Record<StepState, string> = { done: t`Done`, current: t`Current`, 'to-do': t`To do` }
  return (
    <li
      aria-current={state === 'current' ? 'step' : undefined}
      className={classNames(
        'flex min-w-0 flex-1 items-center gap-2.5 py-1 @xl:items-start @xl:border-t-2 @xl:pt-2.5',
        state === 'to-do' ? 'border-line' : 'border-accent',
      )}
    >
      <span
        aria-hidden
        className={classNames(
          'grid size-6 shrink-0 place-items-center rounded-pill border text-xs font-semibold tabular-nums',
          state === 'done' && 'border-accent text-accent',
          state === 'current' && 'border-accent bg-accent text-on-accent',
          state === 'to-do' && 'border-edge text-muted',
        )}
      >
        {state === 'done' ? <Check className="size-3.5" /> : number}
      </span>
      <span className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-2 @xl:flex-col">
        <span className={classNames('min-w-0', state === 'current' ? 'font-semibold' : 'text-muted')}>{name}</span>
        <span className={classNames('text-xs', state === 'current' ? 'font-medium text-accent' : 'text-muted')}>
          {words[state]}
        </span>
      </span>
    </li>
  )
}
