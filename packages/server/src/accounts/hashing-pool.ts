import { err, ok, type Result } from '@latchkey/core/result'

/** Runs so many tasks at a time and keeps so many waiting; one more is refused at once. */
export class HashingPool {
  readonly #concurrencyMax: number
  readonly #queueMax: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(concurrencyMax: number, queueMax: number) {
    this.#concurrencyMax = concurrencyMax
    this.#queueMax = queueMax
  }

  async run<T>(task: () => Promise<T>): Promise<Result<T, 'SERVER_BUSY'>> {
    if (this.#running >= this.#concurrencyMax) {
      if (this.#waiting.length >= this.#queueMax) return err('SERVER_BUSY')
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    } else {
      this.#running += 1
    }
    try {
      return ok(await task())
    } finally {
      // The place is handed on, so that nobody who comes in between takes it.
      const next = this.#waiting.shift()
      if (next === undefined) this.#running -= 1
      else next()
    }
  }
}
