import { REFUSALS, type Refusal } from '@latchkey/core/refusals'
import { SECOND_MS } from '@latchkey/core/limits'
import type { Answer, Engine, LocalLicense } from '@latchkey/host/engine'
import type { LicenseFacts, ListedLicenseClaims, ResponseRow } from '@latchkey/license-file/documents'
import { language } from '../language.ts'
import { rowsByProduct } from '../flow/order.ts'
import type { RowAction } from '../flow/screen.ts'

/** What every command answers with; as JSON it is written as it is. Exit code 0 is success, 2 wrong usage, others refusals. */
export interface CommandAnswer {
  readonly command: string
  readonly exitCode: number
  /** True for a dry run: nothing was changed. */
  readonly dryRun: boolean
  readonly host: { readonly id: string; readonly name: string }
  /** The refusal of the command as a whole; rows have their own. */
  readonly refusal: RefusalAnswer | null
}

export interface RowsAnswer extends CommandAnswer {
  readonly account: { readonly id: string; readonly name: string } | null
  /** Operation ids: what Support searches for. */
  readonly operations: readonly string[]
  readonly rows: readonly RowAnswer[]
}

export interface RowAnswer {
  readonly action: Exclude<RowAction, 'none'> | 'emergency' | 'lostPc' | 'renew' | 'fetch'
  /** `planned` only in a dry run: it would succeed. */
  readonly status: 'succeeded' | 'refused' | 'planned'
  /** Nothing had to be done. */
  readonly alreadySo: boolean
  readonly license: LicenseAnswer | null
  readonly refusal: RefusalAnswer | null
}

/** A license; instants are ISO 8601 in UTC. */
export interface LicenseAnswer {
  readonly id: string
  readonly product: string
  readonly productName: string
  readonly edition: string
  readonly keyLast5: string
  readonly associatedTo: string | null
  /** Associated to an account that is not told. */
  readonly associatedToAnother: boolean
  readonly activatedOn: { readonly host: string; readonly here: boolean; readonly since: string } | null
  readonly expiresAt: string | null
  /** Until when an emergency license lets this PC use it; null without one. */
  readonly emergencyUntil: string | null
}

export interface RefusalAnswer {
  readonly code: string
  readonly sentence: string
  readonly cause: string
  readonly wayOut: string
  readonly facts: Refusal['facts']
}

/** What a dry run says of a license: what the server would answer, as far as it can tell now. */
export function plannedAnswer(
  action: 'activate' | 'associate' | 'return' | 'transfer' | 'emergency' | 'lostPc',
  listed: ListedLicenseClaims,
  engine: Engine,
): RowAnswer {
  const state = listed.actions[action] ?? { state: 'legal' }
  return {
    action,
    status: state.state === 'refused' ? 'refused' : 'planned',
    alreadySo: state.state === 'already',
    license: licenseAnswer(listed, engine),
    refusal: state.state === 'refused' ? refusalAnswer(state) : null,
  }
}

/** An answer made of rows; its exit code is that of the first refused one. */
export function rowsAnswer(
  command: string,
  engine: Engine,
  parts: Pick<RowsAnswer, 'rows' | 'dryRun'> & { readonly answers: readonly Answer[] },
): RowsAnswer {
  const { rows, dryRun, answers } = parts
  return {
    command,
    exitCode: exitCodeOf(rows),
    dryRun,
    host: hostOf(engine),
    account: answers.findLast(({ account }) => account !== null)?.account ?? null,
    operations: dryRun ? [] : answers.map(({ operationId }) => operationId),
    rows,
    refusal: null,
  }
}

export function hostOf(engine: Engine): CommandAnswer['host'] {
  return { id: engine.hostId, name: engine.hostName }
}

/** The exit code of rows: that of the first refused one. */
export function exitCodeOf(rows: readonly RowAnswer[]): number {
  const refused = rows.find(({ refusal }) => refusal !== null)?.refusal
  return refused === null || refused === undefined ? 0 : exitCodeOfCode(refused.code)
}

export function refusalAnswer(refusal: Refusal): RefusalAnswer {
  return { code: refusal.code, ...language().refusal(refusal, 'command'), facts: refusal.facts }
}

/** A command that was refused as a whole. */
export function refusedAnswer(command: string, engine: Engine | null, refusal: Refusal): CommandAnswer {
  return {
    command,
    exitCode: REFUSALS[refusal.code].exitCode,
    dryRun: false,
    host: { id: engine?.hostId ?? '', name: engine?.hostName ?? '' },
    refusal: refusalAnswer(refusal),
  }
}

/** The rows of the server's answer, in the order of their products. */
export function rowsOfAnswer(action: RowAnswer['action'], answer: Answer, engine: Engine): readonly RowAnswer[] {
  return rowsByProduct(answer.rows).map((row) => rowAnswer(action, row, engine))
}

export function rowAnswer(action: RowAnswer['action'], row: ResponseRow, engine: Engine): RowAnswer {
  return {
    action,
    status: row.status,
    alreadySo: row.alreadySo,
    license: row.license === null ? null : licenseAnswer(row.license, engine),
    refusal: row.refusal === undefined ? null : refusalAnswer(row.refusal),
  }
}

export function licenseAnswer(facts: LicenseFacts, engine: Engine): LicenseAnswer {
  const { associatedTo, activatedOn, emergency } = facts
  return {
    id: facts.id,
    product: facts.product,
    productName: facts.productName,
    edition: facts.edition,
    keyLast5: facts.keyLast5,
    associatedTo: associatedTo.kind === 'you' ? associatedTo.name : null,
    associatedToAnother: associatedTo.kind === 'another',
    activatedOn:
      activatedOn.kind === 'none'
        ? null
        : {
            host: activatedOn.kind === 'here' ? engine.hostName : activatedOn.hostName,
            here: activatedOn.kind === 'here',
            since: instantOf(activatedOn.since),
          },
    expiresAt: facts.expiresAt === null ? null : instantOf(facts.expiresAt),
    emergencyUntil: emergency?.kind === 'here' ? instantOf(emergency.until) : null,
  }
}

/** A license as its file on this PC tells it. */
export function localAnswer(local: Exclude<LocalLicense, { state: 'damaged' }>): LicenseAnswer {
  const { claims } = local
  return {
    id: local.licenseId,
    product: claims.aud,
    productName: claims.productName,
    edition: claims.edition,
    keyLast5: claims.keyLast5,
    associatedTo: claims.account?.name ?? null,
    associatedToAnother: false,
    activatedOn:
      local.state === 'returned' || claims.kind === 'emergency'
        ? null
        : { host: claims.host.name, here: true, since: instantOf(claims.iat) },
    expiresAt: claims.expiresAt === undefined ? null : instantOf(claims.expiresAt),
    emergencyUntil: claims.kind === 'emergency' && claims.exp !== undefined ? instantOf(claims.exp) : null,
  }
}

export function instantOf(seconds: number): string {
  return new Date(seconds * SECOND_MS).toISOString()
}

function exitCodeOfCode(code: string): number {
  return Object.entries(REFUSALS).find(([name]) => name === code)?.[1].exitCode ?? 1
}
