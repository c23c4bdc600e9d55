/** Something done again and again until it is stopped. */
export interface RepeatedJob {
  /** Ends it; resolves when a run that is under way has ended. */
  stop(): Promise<void>
}

/**
 * Runs a job at once and then after every pause. Never two runs at a time: the pause begins when a run has ended.
 * @param job gets the signal by which `stop` asks a long run to end early; what it throws goes to `onError`
 */
export function repeatJob(
  pauseMs: number,
  job: (signal: AbortSignal) => Promise<void>,
  onError: (cause: unknown) => void,
): RepeatedJob {
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | null = null
  let running = Promise.resolve()
  const run = async () => {
    try {
      await job(stopping.signal)
    } catch (cause) {
      onError(cause)
    }
    // Unreferenced: a job waiting for its turn keeps no process alive.
    if (!stopping.signal.aborted) timer = setTimeout(begin, pauseMs).unref()
  }
  const begin = () => {
    running = run()
  }
  begin()
  return {
    async stop() {
      stopping.abort()
      if (timer !== null) clearTimeout(timer)
      await running
    },
  }
}
