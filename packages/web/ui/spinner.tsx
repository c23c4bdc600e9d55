import { LoaderCircle } from 'lucide-react'

/** Turns while something is under way; what it is stands in text beside it. */
export function Spinner() {
  return <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin" />
}
