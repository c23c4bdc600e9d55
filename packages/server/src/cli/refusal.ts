import { REFUSALS, isRefusalCode, type Refusal, wordsOf } from '@latchkey/core/refusals'
import { err, type Err } from '@latchkey/core/result'
import type { ConfigProblem } from '../config.ts'

/** A "no" of the operator's command: what stderr says of it, and the exit code. */
export interface CliRefusal {
  readonly code: string
  readonly sentence: string
  readonly cause: string
  readonly wayOut: string
  readonly exitCode: number
  /** What Support and logs know the request by. */
  readonly requestId?: string
}

interface OperatorRow {
  readonly sentence: string
  readonly cause: string
  readonly wayOut: string
  readonly exitCode: number
}

/** What only an operator meets; everything else is a refusal of `core` with its own exit code. `{}` is the case's own fact. */
const OPERATOR_REFUSALS = {
  CONFIG_INVALID: {
    sentence: 'The settings are not valid.',
    cause: '{}',
    wayOut: 'Correct the variable, or unset it to get the default.',
    exitCode: 2,
  },
  USAGE: {
    sentence: '{}',
    cause: 'The command was not written the way it must be.',
    wayOut: 'See "latchkey help" or add --help to the command.',
    exitCode: 2,
  },
  DATA_MISSING: {
    sentence: 'There is no Latchkey data in {}.',
    cause: 'It was never set up there, or LATCHKEY_DATA names another folder.',
    wayOut: 'Run "latchkey init", or set LATCHKEY_DATA to the folder that holds the data.',
    exitCode: 70,
  },
  DATA_IN_USE: {
    sentence: 'Another server is at work on {}.',
    cause: 'One server at a time may write to a data folder.',
    wayOut: 'Stop it first (Ctrl+C, or your service manager), then try again.',
    exitCode: 71,
  },
  DATA_DAMAGED: {
    sentence: 'The Latchkey data cannot be used: {}.',
    cause: 'A file is missing, damaged, or written by a newer Latchkey.',
    wayOut: 'Run "latchkey doctor"; if it cannot be mended, restore a backup with "latchkey restore".',
    exitCode: 72,
  },
  DATA_DENIED: {
    sentence: 'This user may not write to {}.',
    cause: 'The folder or a file in it belongs to another user, or the disk is full or read-only.',
    wayOut: 'Run as the user that owns it, or free some space.',
    exitCode: 73,
  },
  PORT_TAKEN: {
    sentence: 'The port is taken: {} is in use by another program.',
    cause: 'Perhaps another Latchkey runs there already.',
    wayOut: 'Stop it, or take another port: LATCHKEY_PORT=7301 (0 takes any free one).',
    exitCode: 74,
  },
  ADDRESS_UNUSABLE: {
    sentence: 'The server cannot listen on {}.',
    cause: 'The address is not one of this machine, or this user may not listen there (ports below 1024).',
    wayOut: 'Set LATCHKEY_HOST and LATCHKEY_PORT to an address that is free for you.',
    exitCode: 74,
  },
  FILE_EXISTS: {
    sentence: '{} is there already.',
    cause: 'Nothing is ever written over.',
    wayOut: 'Name another one, or move it aside first.',
    exitCode: 75,
  },
  DATA_EXISTS: {
    sentence: '{} holds data already.',
    cause: 'A restore does not write over data.',
    wayOut: 'Restore into an empty folder, or add --force: the data there is moved aside, not deleted.',
    exitCode: 75,
  },
  DATA_NOT_DEMO: {
    sentence: "{} holds data that are not the demo's.",
    cause: 'The demo is never loaded among data of your own.',
    wayOut: 'Serve them with "latchkey serve", or give the demo a folder: LATCHKEY_DATA=./demo-data.',
    exitCode: 75,
  },
  BACKUP_DAMAGED: {
    sentence: 'This backup cannot be used: {}.',
    cause: 'It was cut short or altered, or is not a Latchkey backup.',
    wayOut: 'Use another backup; nothing was changed.',
    exitCode: 76,
  },
  TOKEN_MISSING: {
    sentence: 'No API token: {} could not be read.',
    cause: 'Commands that change licensing data are clients of the server and must show a token.',
    wayOut: 'Run as the user that owns the data folder, or set LATCHKEY_TOKEN.',
    exitCode: 77,
  },
  UNHEALTHY: {
    sentence: 'Not healthy: {}.',
    cause: 'A check of the doctor failed.',
    wayOut: 'Each failed check above names what to do.',
    exitCode: 78,
  },
  FILE_UNREADABLE: {
    sentence: 'The file could not be read: {}.',
    cause: 'It does not exist, or this user may not read it.',
    wayOut: 'Check its name and rights.',
    exitCode: 79,
  },
  ROWS_REFUSED: {
    sentence: '{} could not be imported; the others were.',
    cause: 'Each refused line is named above with its column and reason.',
    wayOut: 'Correct those lines and import the whole file again: what is there already stays as it is.',
    exitCode: 80,
  },
  SERVER_NOT_RUNNING: {
    sentence: 'No server answers at {}.',
    cause: 'This command is a client of the server, and it does not run or is elsewhere.',
    wayOut: 'Start it with "latchkey serve", or set LATCHKEY_URL to where it runs.',
    exitCode: 61,
  },
} as const satisfies Record<string, OperatorRow>

export type OperatorCode = keyof typeof OPERATOR_REFUSALS

/** Makes a refusal of the operator's own table; `fact` names the case: a path, an address, a list. */
export function operatorRefusal(code: OperatorCode, fact = ''): CliRefusal {
  const row: OperatorRow = OPERATOR_REFUSALS[code]
  const fill = (words: string) => words.replace('{}', () => fact)
  return { code, sentence: fill(row.sentence), cause: fill(row.cause), wayOut: row.wayOut, exitCode: row.exitCode }
}

/** The same as a failed result. */
export function refuse(code: OperatorCode, fact = ''): Err<CliRefusal> {
  return err(operatorRefusal(code, fact))
}

/** A refusal of the rules, as a command shows it. */
export function refusalOfCore(refusal: Refusal): CliRefusal {
  return { code: refusal.code, ...wordsOf(refusal), exitCode: REFUSALS[refusal.code].exitCode }
}

/** A refusal in the words the server chose; a code of a newer server ends with the exit code of an unknown failure. */
export function refusalOfProblem(problem: {
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly wayOut: string
  readonly requestId: string
}): CliRefusal {
  const { code, title, detail, wayOut, requestId } = problem
  const exitCode = isRefusalCode(code) ? REFUSALS[code].exitCode : REFUSALS.SERVER_ERROR.exitCode
  return { code, sentence: title, cause: detail, wayOut, exitCode, requestId }
}

/** As stderr shows it. */
export function refusalText({ code, sentence, cause, wayOut, exitCode, requestId }: CliRefusal): string {
  const reference = requestId === undefined ? '' : `, request ${requestId}`
  return `latchkey: ${sentence}\n  Why: ${cause}\n  What to do: ${wayOut}\n  (${code}, exit code ${exitCode}${reference})\n`
}

/** All wrong variables in one refusal. */
export function refusalOfConfig(problems: readonly ConfigProblem[]): CliRefusal {
  const words = problems.map(({ variable, value, allowed }) =>
    value === '' ? `${variable} must be ${allowed}.` : `${variable} is "${value}"; it must be ${allowed}.`,
  )
  return operatorRefusal('CONFIG_INVALID', words.join(' '))
}
