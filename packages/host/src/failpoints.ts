/**
 * The steps between which a test may kill this process, in the order an operation reaches them. What the next start then
 * finds is finished or undone; the tests go through all of them.
 */
export const FAILPOINTS = [
  'before-journal',
  'after-journal',
  'after-request-file',
  'after-send',
  'after-answer-journaled',
  'before-license-file',
  'after-license-file',
  'after-receipt',
  'after-license-file-removed',
  'after-apply',
  'after-journal-removed',
  'inside-write',
] as const

export type Failpoint = (typeof FAILPOINTS)[number]

/** Marks a named step. */
export type ReachStep = (step: Failpoint) => void

/** Where to die: at a step, the first time or a later one that it is reached. */
export interface ArmedFailpoint {
  readonly step: Failpoint
  /** 1 for the first time. */
  readonly time: number
}

/** Reads `after-journal` or `inside-write:3`; null for a text that names no failpoint. */
export function parseFailpoint(text: string): ArmedFailpoint | null {
  const [name = '', time = '1', ...rest] = text.split(':')
  const step = FAILPOINTS.find((failpoint) => failpoint === name)
  return step === undefined || rest.length > 0 || !/^[1-9]\d{0,2}$/.test(time) ? null : { step, time: Number(time) }
}

/** With a failpoint armed, this process dies there as if the power had gone: no handler runs. Without, steps cost nothing. */
export function armFailpoint(armed: ArmedFailpoint | null): ReachStep {
  let timesReached = 0
  return (step) => {
    if (step !== armed?.step) return
    timesReached += 1
    if (timesReached === armed.time) process.kill(process.pid, 'SIGKILL')
  }
}
