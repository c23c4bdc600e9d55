import type { KnownRequest } from '@latchkey/host/engine'
import { dayOf } from '../../dates.ts'
import { list } from '../../language.ts'
import { COLUMNS, TITLES } from '../../labels.ts'
import { w } from '../../words.ts'
import type { Line, ScreenParts } from '../screen.ts'
import type { FlowState } from '../state.ts'
import { button, good, plain, problemLines, warning } from './parts.ts'

/** What was asked of Support from this PC, and where it stands. */
export function requestsScreen(state: FlowState): ScreenParts {
  const { requests } = state.pc
  return {
    name: 'requests',
    title: TITLES.requests,
    step: null,
    lines: requests.length === 0 ? [plain(w.noRequests)] : [],
    controls: [
      {
        kind: 'table',
        name: 'requests',
        columns: [COLUMNS.product, w.askedOn, COLUMNS.status, w.referenceLabel],
        rows: requests.map((request) => {
          const { tone, text } = standOf(request)
          const cells = [list(request.products), dayOf(request.askedAt), text, request.id]
          return { id: request.id, cells, tone, stated: 2 }
        }),
      },
    ],
    outlook: problemLines(state.problem, 'refresh'),
    buttons: [button('refresh', requests.length === 0 ? w.noRequests : null), button('back'), button('cancel')],
    enter: requests.length === 0 ? 'back' : 'refresh',
    escape: 'cancel',
    summary: '',
  }
}

/** The newest ones above Step 1: who has asked wants to know first. */
export function requestLines(requests: readonly KnownRequest[]): readonly Line[] {
  return requests
    .filter(({ state }) => state !== 'withdrawn')
    .slice(0, SHOWN_MAX)
    .map(requestLine)
}

const SHOWN_MAX = 3

function requestLine({ products, state, stage, dueAt }: KnownRequest): Line {
  switch (state) {
    case 'returned':
      return good(w.requestReturned(products))
    case 'refused':
      return warning(w.requestAnswered(products))
    default:
      if (stage === 'proof-asked') return warning(w.requestNeedsProof(products))
      return plain(dueAt === null ? w.requestWaits(products) : w.requestDue(products, dayOf(dueAt)))
  }
}

/** The same in a table that names products and reference beside it. */
function standOf({ state, stage, dueAt }: KnownRequest): Line {
  switch (state) {
    case 'returned':
      return good(w.requestStates.returned)
    case 'refused':
      return warning(w.requestStates.answered)
    case 'withdrawn':
      return plain(w.requestStates.withdrawn)
    default:
      if (stage === 'proof-asked') return warning(w.requestStates.proof)
      return plain(dueAt === null ? w.requestStates.open : w.openUntil(dayOf(dueAt)))
  }
}
