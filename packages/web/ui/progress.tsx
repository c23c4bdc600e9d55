import { type ReactNode, useId } from 'react'
import { Spinner } from './spinner.tsx'

interface ProgressProps {
  readonly label: string
  /** How much of `max` is done. */
  readonly value: number
  readonly max: number
  /** How far it is, in words: "2 of 3 licenses". */
  readonly words: string
}

/** How far something is whose length is known. */
export function Progress({ label, value, max, words }: ProgressProps) {
  const id = useId()
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <span className="text-muted tabular-nums">{words}</span>
      </div>
      <progress id={id} value={value} max={max} className="lk-progress" />
    </div>
  )
}

/** Something of unknown length is under way. Announced once; the words say what it is. */
export function Busy({ children }: { readonly children: ReactNode }) {
  return (
    <div role="status" className="flex items-center gap-2 text-muted">
      <Spinner />
      <span className="min-w-0">{children}</span>
    </div>
  )
}
