/** The steps between which a test may kill the server, in the order in which a host request passes them. */
export const HOST_REQUEST_STEPS = ['before-commit', 'after-commit', 'after-sign', 'after-record'] as const

/** All of them: with that of a webhook that was sent and is not noted yet. */
export const FAILPOINTS = [...HOST_REQUEST_STEPS, 'webhook-sent'] as const

export type FailpointName = (typeof FAILPOINTS)[number]

/** Called at each step; a failpoint that is set never returns from its own step. */
export type Failpoint = (reached: FailpointName) => void

/** Dies at the step named, as if the power had gone: no handler runs, nothing is flushed. Null never dies. */
export function failpointAt(name: FailpointName | null): Failpoint {
  return (reached) => {
    if (reached === name) process.kill(process.pid, 'SIGKILL')
  }
}
