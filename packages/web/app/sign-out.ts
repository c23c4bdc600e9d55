import { useQueryClient } from '@tanstack/react-query'
import { keepActing } from './acting.ts'
import { useAction } from './api.ts'

/** Ends the session, and forgets everything that was read in it. */
export function useSignOut(): () => void {
  const queries = useQueryClient()
  const signOut = useAction('endSession')
  return () => {
    void (async () => {
      await signOut.run({})
      keepActing(null)
      queries.clear()
      location.assign(location.pathname.startsWith('/console') ? '/console' : '/')
    })()
  }
}
