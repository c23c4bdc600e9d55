import { STEP_NAMES } from '../labels.ts'
import { w } from '../words.ts'
import { exitScreen } from './screens/exit.ts'
import { credentialsScreen } from './screens/credentials.ts'
import { confirmationScreen, licensesScreen, manageScreen } from './screens/licenses.ts'
import { connectionScreen, doctorScreen, helpScreen, languageScreen } from './screens/help.ts'
import { lostPcScreen } from './screens/lost-pc.ts'
import { emergencyScreen } from './screens/emergency.ts'
import { offlineScreen, saveRequestScreen } from './screens/offline.ts'
import { requestsScreen } from './screens/requests.ts'
import { resultScreen } from './screens/result.ts'
import { shutScreen } from './screens/shut.ts'
import { startScreen } from './screens/start.ts'
import { returnThereScreen, supportScreen, supportSentScreen, wayOutScreen } from './screens/ways-out.ts'
import { type Screen, type ScreenParts, STEPS } from './screen.ts'
import type { FlowState, Place, Route } from './state.ts'

const SCREENS = {
  shut: shutScreen,
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
  'lost-pc': lostPcScreen,
  emergency: emergencyScreen,
  'save-request': saveRequestScreen,
  offline: offlineScreen,
  requests: requestsScreen,
  help: helpScreen,
  doctor: doctorScreen,
  connection: connectionScreen,
  language: languageScreen,
  exit: exitScreen,
  exited: exitScreen,
} satisfies Record<Place, (state: FlowState) => ScreenParts>

function stepsOf(route: Route): readonly string[] {
  const { task, credentials, licenses, status } = STEP_NAMES
  return route === 'activate' ? [task, credentials, licenses, status] : [task, licenses, credentials, status]
}

/** The screen of a state. */
export function screenOf(state: FlowState): Screen {
  const busy = state.busy === null ? null : w.busy[state.busy]
  const parts = SCREENS[state.place](state)
  const position = parts.step === null ? '' : w.position(parts.step, STEPS.length)
  return { ...parts, position, steps: stepsOf(state.route), focus: state.focus, busy }
}
