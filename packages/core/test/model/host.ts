import type { Asking, HostIntent } from '@latchkey/core/host-operation'
import type { HostId, KeyId, LicenseId } from '@latchkey/core/ids'
import type { Request, Response, ResponseRow, Signed } from './server.ts'

/** An operation that was begun: kept from before it is sent until its answer is applied. */
interface JournalEntry {
  readonly request: Request
  /** Generations of the files at that time: an answer says nothing about newer ones. */
  readonly generations: ReadonlyMap<LicenseId, number>
}

/** A PC: license files, receipts and a journal survive every crash; nothing else is needed. */
export class ModelHost {
  readonly id: HostId
  readonly files = new Map<LicenseId, Signed>()
  readonly receipts = new Map<LicenseId, number>()
  readonly journal: JournalEntry[] = []
  #begun = 0

  constructor(id: HostId) {
    this.id = id
  }

  /** Writes down what is going to be asked, before anything is sent. */
  begin(asking: Omit<Asking, 'host'>, intent: HostIntent, at: number): Request {
    this.#begun += 1
    const operationId = `${this.id}-${this.#begun}`
    const request = { operationId, at, asking: { ...asking, host: this.id }, intent }
    const generations = new Map(Array.from(this.files.values(), (file) => [file.licenseId, file.generation]))
    this.journal.push({ request, generations })
    return request
  }

  /**
   * Applies an answer, wherever it comes from and however late; one to an operation that is finished is ignored.
   * @param rowsMax rows after which the PC crashes: the journal keeps the operation
   */
  apply(response: Response, now: number, rowsMax = Number.POSITIVE_INFINITY): void {
    const index = this.journal.findIndex(({ request }) => request.operationId === response.operationId)
    const entry = this.journal[index]
    if (entry === undefined) return
    for (const row of response.rows.slice(0, rowsMax)) this.#applyRow(row, entry)
    if (rowsMax < response.rows.length) return
    // Nobody remembers what became of it: what it may have changed is asked for anew, all of it where it may have brought anything.
    if (response.refusal === 'REQUEST_STALE') {
      const { intent } = entry.request
      const rows = intent.type === 'associate' || intent.type === 'activate' ? [] : intent.rows
      this.begin({ account: null, provenKey: null }, { type: 'fetch', rows }, now)
    }
    this.journal.splice(index, 1)
  }

  /** Whether an unfinished operation may still bring the file of a license. */
  isWaitingFor(keyId: KeyId, product: string, licenseId: LicenseId): boolean {
    return this.journal.some(({ request: { intent } }) => {
      if (intent.type === 'associate') return false
      // Without rows it is about all that there is: a fetch of what is active here, an activation of what the proofs show.
      if ((intent.type === 'fetch' || intent.type === 'activate') && intent.rows.length === 0) return true
      return intent.rows.some((row) =>
        'keyId' in row ? row.keyId === keyId && row.product === product : row.licenseId === licenseId,
      )
    })
  }

  #applyRow({ code, licenseId, file, receipt }: ResponseRow, entry: JournalEntry): void {
    if (receipt !== null) {
      const current = this.files.get(receipt.licenseId)
      if (current !== undefined && current.generation <= receipt.generation) this.files.delete(receipt.licenseId)
      this.receipts.set(receipt.licenseId, Math.max(receipt.generation, this.receipts.get(receipt.licenseId) ?? 0))
    }
    if (file !== null && this.#isNewEnough(file)) this.files.set(file.licenseId, file)
    const isGone = code === 'RETURNED_BY_SUPPORT' || code === 'NOT_ACTIVATED_HERE'
    if (isGone && licenseId !== null && entry.request.intent.type !== 'activate') {
      const known = entry.generations.get(licenseId)
      if (this.files.get(licenseId)?.generation === known) this.files.delete(licenseId)
    }
  }

  #isNewEnough({ licenseId, generation }: Signed): boolean {
    const current = this.files.get(licenseId)?.generation ?? 0
    return generation >= current && generation > (this.receipts.get(licenseId) ?? 0)
  }
}
