import { describe, expect, test } from 'vitest'
import { listLicenses } from '@latchkey/core/host-operation'
import { applyAll, decide, type Decision, type License, type LicenseCommand, type Proof } from '@latchkey/core/license'
import { A, AK, HERE, inState, K, KEY, ME, NOW, stateOf, wordsOfEvent } from './licenses.ts'

/**
 * product.md, "A license's life", cell by cell: the exact events, then the state afterwards; or the refusal; or "already so".
 * The license was activated 7 times before. `-/HERE` reads: associated to nobody, activated on this PC.
 */
const TABLE = `
state      | Next, AK                         | Activate, K                                          | Activate, A                                          | Activate, AK
-/-        | associated to ME => ME/-         | activated on HERE, generation 8 => -/HERE            | not listed                                           | associated to ME; activated on HERE, generation 8 => ME/HERE
-/HERE     | associated to ME => ME/HERE      | already so                                           | not listed                                           | associated to ME => ME/HERE
-/ELSE     | associated to ME => ME/ELSE      | ACTIVATED_ELSEWHERE                                  | not listed                                           | ACTIVATED_ELSEWHERE
ME/-       | already so                       | activated on HERE, generation 8 => ME/HERE           | activated on HERE, generation 8 => ME/HERE           | activated on HERE, generation 8 => ME/HERE
ME/HERE    | already so                       | already so                                           | already so                                           | already so
ME/ELSE    | already so                       | ACTIVATED_ELSEWHERE                                  | ACTIVATED_ELSEWHERE                                  | ACTIVATED_ELSEWHERE
OTHER/-    | ASSOCIATED_ELSEWHERE             | activated on HERE, generation 8 => OTHER/HERE        | not listed                                           | activated on HERE, generation 8 => OTHER/HERE
OTHER/HERE | ASSOCIATED_ELSEWHERE             | already so                                           | not listed                                           | already so
OTHER/ELSE | ASSOCIATED_ELSEWHERE             | ACTIVATED_ELSEWHERE                                  | not listed                                           | ACTIVATED_ELSEWHERE

state      | Return, K                                | Return, A                                | Return, AK
-/-        | NOT_ACTIVATED_HERE                       | NOT_ACTIVATED_HERE                       | NOT_ACTIVATED_HERE
-/HERE     | returned from HERE, by host => -/-       | KEY_REQUIRED                             | returned from HERE, by host; associated to ME => ME/-
-/ELSE     | NOT_ACTIVATED_HERE                       | NOT_ACTIVATED_HERE                       | NOT_ACTIVATED_HERE
ME/-       | NOT_ACTIVATED_HERE                       | NOT_ACTIVATED_HERE                       | NOT_ACTIVATED_HERE
ME/HERE    | returned from HERE, by host => ME/-      | returned from HERE, by host => ME/-      | returned from HERE, by host => ME/-
ME/ELSE    | NOT_ACTIVATED_HERE                       | NOT_ACTIVATED_HERE                       | NOT_ACTIVATED_HERE
OTHER/-    | NOT_ACTIVATED_HERE                       | NOT_ACTIVATED_HERE                       | NOT_ACTIVATED_HERE
OTHER/HERE | returned from HERE, by host => OTHER/-   | NOT_YOUR_LICENSE                         | returned from HERE, by host; transferred from OTHER, to ME => ME/-
OTHER/ELSE | NOT_ACTIVATED_HERE                       | NOT_ACTIVATED_HERE                       | NOT_ACTIVATED_HERE

state      | Support returns                          | Support returns and releases                                    | Support releases
-/-        | NOT_ACTIVATED                            | NOT_ACTIVATED                                                   | already so
-/HERE     | returned from HERE, by support => -/-    | returned from HERE, by support => -/-                           | already so
-/ELSE     | returned from ELSE, by support => -/-    | returned from ELSE, by support => -/-                           | already so
ME/-       | NOT_ACTIVATED                            | NOT_ACTIVATED                                                   | released from ME => -/-
ME/HERE    | returned from HERE, by support => ME/-   | returned from HERE, by support; released from ME => -/-         | released from ME => -/HERE
ME/ELSE    | returned from ELSE, by support => ME/-   | returned from ELSE, by support; released from ME => -/-         | released from ME => -/ELSE
OTHER/-    | NOT_ACTIVATED                            | NOT_ACTIVATED                                                   | released from OTHER => -/-
OTHER/HERE | returned from HERE, by support => OTHER/-| returned from HERE, by support; released from OTHER => -/-      | released from OTHER => -/HERE
OTHER/ELSE | returned from ELSE, by support => OTHER/-| returned from ELSE, by support; released from OTHER => -/-      | released from OTHER => -/ELSE
`

const COMMANDS: Readonly<Record<string, LicenseCommand>> = {
  'Next, AK': { type: 'associate', account: ME },
  'Activate, K': { type: 'activate', host: HERE, proof: K },
  'Activate, A': { type: 'activate', host: HERE, proof: A },
  'Activate, AK': { type: 'activate', host: HERE, proof: AK },
  'Return, K': { type: 'return', host: HERE, proof: K },
  'Return, A': { type: 'return', host: HERE, proof: A },
  'Return, AK': { type: 'return', host: HERE, proof: AK },
  'Support returns': { type: 'support-return', releaseFromAccount: false },
  'Support returns and releases': { type: 'support-return', releaseFromAccount: true },
  'Support releases': { type: 'support-release' },
}

describe('a license of each state, asked for each thing', () => {
  const cells = readCells(TABLE)

  test('has a cell for every state and command', () => {
    expect(cells).toHaveLength(9 * Object.keys(COMMANDS).length)
    expect(new Set(cells.map(({ state, column }) => `${state} ${column}`)).size).toBe(cells.length)
  })

  test.each(cells)('$state, $column: $expected', ({ state, column, expected }) => {
    const command = COMMANDS[column]
    if (command === undefined) throw new Error(`no such command: ${column}`)
    const license = inState(state)
    const actual = isListed(license, command) ? wordsOfDecision(license, decide(license, command, NOW)) : 'not listed'
    expect(actual).toBe(expected)
  })

  test.each(cells)('$state, $column: asked for again, it is already so or refused', ({ state, column }) => {
    const command = COMMANDS[column]
    if (command === undefined) throw new Error(`no such command: ${column}`)
    const license = inState(state)
    const first = decide(license, command, NOW)
    const afterwards = first.ok ? applyAll(license, first.value) : license
    const second = decide(afterwards, command, NOW)
    expect(second.ok ? second.value : []).toEqual([])
    expect(second.ok).toBe(first.ok && command.type !== 'support-return')
  })
})

function wordsOfDecision(license: License, decision: Decision): string {
  if (!decision.ok) return decision.error
  if (decision.value.length === 0) return 'already so'
  const events = decision.value.map((event) => wordsOfEvent(event))
  return `${events.join('; ')} => ${stateOf(applyAll(license, decision.value))}`
}

/** Whether Step 3 of Activate shows the license to a person with this proof; what it does not show cannot be asked for. */
function isListed(license: License, command: LicenseCommand): boolean {
  if (command.type !== 'activate') return true
  const key = { id: KEY, hostsMax: 1, licenses: [license] }
  return listLicenses([key], { host: HERE, ...asked(command.proof) }, NOW).length > 0
}

function asked(proof: Proof) {
  return {
    account: proof.kind === 'key' ? null : proof.account,
    provenKey: proof.kind === 'account' ? null : KEY,
  }
}

interface Cell {
  readonly state: string
  readonly column: string
  readonly expected: string
}

function readCells(text: string): readonly Cell[] {
  const tables = text.trim().split('\n\n')
  return tables.flatMap((table) => {
    const [head = [], ...rows] = table.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
    return rows.flatMap(([state = '', ...cells]) =>
      cells.map((expected, i) => ({ state, column: head[i + 1] ?? '', expected })),
    )
  })
}
