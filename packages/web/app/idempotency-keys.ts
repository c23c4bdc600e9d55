/** Longest time between the two presses of one double press, in milliseconds; more than systems allow for one (500 by default). */
export const DOUBLE_PRESS_MS = 700

/**
 * Under which key an input is sent, so that pressing twice, or again after an answer was lost, has one effect: an input keeps its key until
 * it has succeeded, whatever was done between, and for the second half of a double press after that.
 */
export class IdempotencyKeys {
  readonly #unfinished = new Map<string, string>()
  #done: { readonly input: string; readonly key: string; readonly atMs: number } | null = null

  /** @param nowMs of a clock that never goes back */
  keyOf(input: string, nowMs: number): string {
    const key = this.#unfinished.get(input) ?? this.#keyOfDouble(input, nowMs) ?? crypto.randomUUID()
    this.#unfinished.set(input, key)
    return key
  }

  succeeded(input: string, nowMs: number): void {
    const key = this.#unfinished.get(input)
    this.#unfinished.delete(input)
    if (key !== undefined) this.#done = { input, key, atMs: nowMs }
  }

  /** Only of what was done last: whoever goes back to an earlier input means it. */
  #keyOfDouble(input: string, nowMs: number): string | null {
    if (this.#done === null || this.#done.input !== input || nowMs - this.#done.atMs > DOUBLE_PRESS_MS) return null
    return this.#done.key
  }
}
