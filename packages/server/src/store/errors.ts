/** What is wrong with the surroundings of the store. */
export type StoreProblem =
  /** Another process holds the database. */
  | 'in-use'
  /** The disk is full. */
  | 'full'
  /** The directory or file may not be written. */
  | 'not-writable'
  /** The file is no database, or a damaged one. */
  | 'damaged'
  /** A newer version of the server has written the schema. */
  | 'newer-schema'
  /** The store was closed, or its writer has died. */
  | 'stopped'
  /** Anything else: a bug. */
  | 'failed'

/** The store cannot do what it must. What was not acknowledged may or may not be stored: the same operation id tells. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly problem: StoreProblem

  constructor(problem: StoreProblem, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.problem = problem
  }
}

/** A page was asked for by a cursor that no page gave. */
export class CursorError extends Error {
  override readonly name = 'CursorError'
}
