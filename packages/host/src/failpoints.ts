/**
 * The steps between which a test may kill this process, in the order an operation reaches them. What the next start then
 * finds is finished or undone; the tests go through all of them.
 */
export const FAILPOINTS = [
  'before-journal',
  'after-journal',
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

/** Whether a text names a failpoint. */
export function isFailpoint(text: string): text is Failpoint {
  return (FAILPOINTS as readonly string[]).includes(text)
}

/** With a failpoint armed, this process dies there as if the power had gone: no handler runs. Without, steps cost nothing. */
export function armFailpoint(armed: Failpoint | null): ReachStep {
  return (step) => {
    if (step === armed) process.kill(process.pid, 'SIGKILL')
  }
}
