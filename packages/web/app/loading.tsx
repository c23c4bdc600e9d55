import { Trans } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { Busy } from '../ui/progress.tsx'

/** Shorter waits are not worth a word: what appears and vanishes at once only flickers. */
const LATE_MS = 400

/** Whether something has been so for longer than nobody minds. */
export function useLate(isSo: boolean): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    if (!isSo) return undefined
    const timer = setTimeout(() => setLate(true), LATE_MS)
    return () => {
      clearTimeout(timer)
      setLate(false)
    }
  }, [isSo])
  return late && isSo
}

/** Says that something is on its way; but most of it is here before that is said. */
export function Loading() {
  return useLate(true) ? (
    <div className="py-8">
      <Busy>
        <Trans>Loading …</Trans>
      </Busy>
    </div>
  ) : null
}
