import type { AnswerOf } from '@latchkey/contract/operations'
import type { DownloadRefusal } from '@latchkey/core/download'
import type { AccountId, ArtifactId, EpochMs, ProductId, ReleaseId } from '@latchkey/core/ids'
import type { Result } from '@latchkey/core/result'
import type { PageAsked, PageOf } from './store.ts'

export type ReleaseView = AnswerOf<'putRelease'>

export interface ReleaseCommandBodies {
  'put-release': {
    readonly id: ReleaseId
    readonly product: ProductId
    readonly version: string
    readonly notes: string
    readonly releasedAt: EpochMs
  }
  /** The file was read before: a transaction waits for no disk of others. */
  'put-release-file': {
    readonly id: ArtifactId
    readonly release: string
    readonly path: string
    readonly name: string
    readonly os: string
    readonly sizeBytes: number
    readonly sha256: string
    readonly tag: string
  }
}

export interface ReleaseCommandAnswers {
  'put-release': ReleaseView
  'put-release-file': ReleaseView
}

/** A published file, as whoever sends it needs it. */
export interface PublishedFile {
  readonly id: ArtifactId
  readonly path: string
  readonly name: string
  readonly sizeBytes: number
  readonly sha256: string
  readonly tag: string
}

export interface ReleaseReads {
  releases(page: PageAsked & { readonly product?: string | undefined }): Promise<PageOf<ReleaseView>>
  release(id: string): Promise<ReleaseView | null>
  /** Releases that are out, with files, of products that the account has licenses of. */
  myDownloads(account: AccountId, page: PageAsked): Promise<PageOf<ReleaseView>>
  /** A file, if the account may have it now. */
  download(
    account: AccountId,
    artifact: string,
  ): Promise<Result<PublishedFile, { readonly code: DownloadRefusal; readonly product: string }>>
}
