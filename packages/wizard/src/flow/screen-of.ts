import { w } from '../words.ts'
import { exitScreen } from './screens/exit.ts'
import { credentialsScreen } from './screens/credentials.ts'
import { confirmationScreen, licensesScreen, manageScreen } from './screens/licenses.ts'
import { resultScreen } from './screens/result.ts'
import { startScreen } from './screens/start.ts'
import { returnThereScreen, supportScreen, supportSentScreen, wayOutScreen } from './screens/ways-out.ts'
import type { Screen } from './screen.ts'
import type { FlowState, Place } from './state.ts'

const SCREENS = {
  start: startScreen,
  credentials: credentialsScreen,
  licenses: licensesScreen,
  confirmation: confirmationScreen,
  manage: manageScreen,
  result: resultScreen,
  'way-out': wayOutScreen,
  'return-there': returnThereScreen,
  support: supportScreen,
  'support-sent': supportSentScreen,
  exit: exitScreen,
  exited: exitScreen,
} satisfies Record<Place, (state: FlowState) => Omit<Screen, 'focus' | 'busy'>>

/** The screen of a state. */
export function screenOf(state: FlowState): Screen {
  const busy = state.busy === null ? null : w.busy[state.busy]
  return { ...SCREENS[state.place](state), focus: state.focus, busy }
}
