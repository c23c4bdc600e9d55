import { dayOf } from '../../dates.ts'
import { o } from '../../offline-words.ts'
import { FIELDS, TITLES } from '../../labels.ts'
import { w } from '../../words.ts'
import { isHeld, type FlowState, type PcFacts } from '../state.ts'
import { localName } from '../rows.ts'
import type { Line, ScreenParts } from '../screen.ts'
import { button, good, plain, refusalLine, refusedLine, warning } from './parts.ts'
import { waitingName } from './offline.ts'
import { requestLines } from './requests.ts'

/** Step 1. Above it one line telling what this PC holds. */
export function startScreen(state: FlowState): ScreenParts {
  const { pc, route } = state
  return {
    name: 'start',
    title: TITLES.start,
    step: 1,
    lines: [
      ...settingsLines(pc),
      ...repairLines(pc),
      plain(holdingLine(pc)),
      ...requestLines(pc.requests),
      ...waitingLines(pc),
    ],
    controls: [
      {
        kind: 'radio',
        name: 'route',
        value: 'activate',
        label: FIELDS.activate,
        hint: w.activateHint,
        checked: route === 'activate',
        depth: 0,
      },
      {
        kind: 'radio',
        name: 'route',
        value: 'manage',
        label: FIELDS.manage,
        hint: w.manageHint,
        checked: route === 'manage',
        depth: 0,
      },
      ...(pc.waiting.length === 0 ? [] : [{ kind: 'link' as const, name: 'offline', label: o.loadResponse, depth: 0 }]),
      ...(pc.requests.length === 0
        ? []
        : [{ kind: 'link' as const, name: 'requests', label: w.showRequests, depth: 0 }]),
    ],
    help: w.help,
    outlook: [],
    buttons: [button('next'), button('back', w.firstStep), button('cancel')],
    enter: 'next',
    escape: 'cancel',
    summary: route === 'activate' ? FIELDS.activate : FIELDS.manage,
  }
}

/** What this PC holds, in one line, from its files alone. */
export function holdingLine(pc: Pick<PcFacts, 'hostName' | 'locals'>): string {
  const held = pc.locals.filter(isHeld)
  if (held.length === 0) return w.holdsNothing(pc.hostName)
  return w.holds(
    pc.hostName,
    held.map((local) => w.held(localName(local), w.localStates[local.state])),
  )
}

/** What this PC waits for since it left as a file. */
function waitingLines({ waiting }: PcFacts): readonly Line[] {
  return waiting.map((one) => warning(o.waitsSince(waitingName(one), dayOf(one.begunAt))))
}

/** Told, because a proxy that was set is not used; no reason to keep anybody from a license. */
function settingsLines({ settingsRefusal }: PcFacts): readonly Line[] {
  return settingsRefusal === null ? [] : [refusalLine(settingsRefusal, 'warning')]
}

function repairLines({ repaired, repairRefusal }: PcFacts): readonly Line[] {
  const told = repaired.map(({ outcome, what, products, refusal }) => {
    const words = outcome === 'finished' ? w.repairFinished : w.repairUndone
    const text = words(w.repaired[what], products)
    return refusal === null ? good(text) : refusedLine(refusal, (why) => `${text} ${why}`)
  })
  if (repairRefusal === null) return told
  return [...told, refusedLine(repairRefusal, (why) => `${w.repairPending} ${why}`)]
}
