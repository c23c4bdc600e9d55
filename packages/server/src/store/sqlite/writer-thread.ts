import { Worker } from 'node:worker_threads'
import { StoreError } from '../errors.ts'
import type { Job, JobOutcome, NumberedJob, NumberedOutcome, ToWriter, WriterPlace } from './messages.ts'

interface Pending {
  resolve(outcome: JobOutcome): void
  reject(error: StoreError): void
}

/** The main thread's side of the writer. What is asked for in one turn of the event loop goes over in one message. */
export class WriterThread {
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending>()
  readonly #ended: Promise<void>
  #waiting: NumberedJob[] = []
  #count = 0
  #stopped: StoreError | null = null

  constructor(place: WriterPlace) {
    this.#worker = new Worker(new URL('./writer.ts', import.meta.url), { workerData: place, name: 'latchkey-writer' })
    this.#worker.on('message', (outcomes: readonly NumberedOutcome[]) => this.#settle(outcomes))
    this.#worker.on('error', (error) => this.#stop(new StoreError('stopped', 'the writer has died', error)))
    this.#ended = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#stop(new StoreError('stopped', 'the writer has ended'))
        resolve()
      })
    })
  }

  /** @throws StoreError (by the promise) if the store failed; then the same operation id tells whether it is stored */
  perform(job: Job): Promise<JobOutcome> {
    if (this.#stopped !== null) return Promise.reject(this.#stopped)
    const number = this.#count++
    if (this.#waiting.length === 0) setImmediate(() => this.#send())
    this.#waiting.push({ number, job })
    return new Promise((resolve, reject) => {
      this.#pending.set(number, { resolve, reject })
    })
  }

  /** Waits for what is under way, then ends the thread. */
  async close(): Promise<void> {
    this.#send()
    this.#post({ type: 'close' })
    await this.#ended
  }

  #send(): void {
    const jobs = this.#waiting
    if (jobs.length === 0) return
    this.#waiting = []
    this.#post({ type: 'jobs', jobs })
  }

  #post(message: ToWriter): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread is no window and has no origin
    this.#worker.postMessage(message)
  }

  #settle(outcomes: readonly NumberedOutcome[]): void {
    for (const { number, outcome } of outcomes) {
      const pending = this.#pending.get(number)
      this.#pending.delete(number)
      if (outcome.status === 'failed') pending?.reject(toError(outcome))
      else pending?.resolve(outcome)
    }
  }

  /** Nobody waits for a writer that is gone. */
  #stop(error: StoreError): void {
    this.#stopped ??= error
    for (const pending of this.#pending.values()) pending.reject(error)
    this.#pending.clear()
  }
}

function toError({ problem, message, stack }: Extract<JobOutcome, { status: 'failed' }>): StoreError {
  const error = new StoreError(problem, message)
  // Where it failed is in the writer, not here.
  if (stack !== undefined) error.stack = stack
  return error
}
