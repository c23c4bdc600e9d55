import { type ReactNode, useId } from 'react'

interface RadioCard<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly hint?: ReactNode
  /** Shown within the card while it is chosen: what belongs to this choice only. */
  readonly children?: ReactNode
  /** Why it cannot be chosen now and what to do about it. */
  readonly disabledReason?: string
}

interface RadioCardsProps<Value extends string> {
  readonly label: string
  readonly hideLabel?: boolean
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly cards: readonly RadioCard<Value>[]
}

/** One choice of a few, each with room to say what it means. */
export function RadioCards<Value extends string>(props: RadioCardsProps<Value>) {
  const { label, hideLabel = false, value, onChange, cards } = props
  const name = useId()
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className={hideLabel ? 'sr-only' : 'mb-2 text-base font-medium'}>{label}</legend>
      {cards.map((card) => (
        <Card
          key={card.value}
          name={name}
          card={card}
          chosen={card.value === value}
          onChoose={() => onChange(card.value)}
        />
      ))}
    </fieldset>
  )
}

function Card<Value extends string>(props: {
  readonly name: string
  readonly card: RadioCard<Value>
  readonly chosen: boolean
  readonly onChoose: () => void
}) {
  const { name, card, chosen, onChoose } = props
  const id = useId()
  const note = card.disabledReason ?? card.hint
  const disabled = card.disabledReason !== undefined
  return (
    <div className="rounded-card border border-line bg-surface transition-colors duration-(--lk-quick) has-[input:checked]:border-accent has-[input:checked]:bg-accent-soft has-[input:enabled:not(:checked)]:hover:border-edge forced-colors:has-[input:checked]:border-[Highlight]">
      <div className="relative flex items-start gap-3 px-4 py-3">
        <input
          type="radio"
          id={id}
          name={name}
          value={card.value}
          checked={chosen}
          onChange={disabled ? () => undefined : onChoose}
          aria-disabled={disabled || undefined}
          aria-describedby={note === undefined ? undefined : `${id}-note`}
          className="lk-check mt-0.5 size-4.5 shrink-0 rounded-pill"
        />
        <div className="min-w-0">
          <label
            htmlFor={id}
            className={`block font-medium before:absolute before:inset-0 ${disabled ? 'text-muted' : ''}`}
          >
            {card.label}
          </label>
          {note !== undefined && (
            <div id={`${id}-note`} className="text-sm text-muted">
              {note}
            </div>
          )}
        </div>
      </div>
      {chosen && card.children !== undefined && (
        <div className="flex flex-col gap-gap px-4 ps-11.5 pb-4">{card.children}</div>
      )}
    </div>
  )
}
