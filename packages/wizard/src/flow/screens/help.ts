import { c } from '../../command-words.ts'
import { language, languages } from '../../language.ts'
import { BUTTONS, COLUMNS, FIELDS, HELP, PROXIES, TITLES } from '../../labels.ts'
import { w } from '../../words.ts'
import { checkRow } from '../checks.ts'
import type { Control, Line, ScreenParts } from '../screen.ts'
import type { FlowState } from '../state.ts'
import { button, good, plain, problemLines, quiet } from './parts.ts'

/** The one place for what is not about licenses: doctor, the way to the server, the language. */
export function helpScreen({ form }: FlowState): ScreenParts {
  const names = Object.keys(HELP) as (keyof typeof HELP)[]
  return {
    name: 'help',
    title: TITLES.help,
    step: null,
    lines: [],
    controls: names.map((value) => ({
      kind: 'radio',
      name: 'help',
      value,
      label: HELP[value],
      checked: form.help === value,
      depth: 0,
    })),
    outlook: [quiet(w.helpLosesNothing)],
    buttons: [button('next'), button('back'), button('cancel')],
    enter: 'next',
    escape: 'cancel',
    summary: HELP[form.help],
  }
}

/** Everything on the way to the server, and one verdict; the same as the command `doctor`. */
export function doctorScreen({ examination, problem }: FlowState): ScreenParts {
  const { checks, verdict } = examination ?? { checks: [], verdict: null }
  const isUntrusted = verdict?.code === 'RESPONSE_UNTRUSTED'
  return {
    name: 'doctor',
    title: TITLES.doctor,
    step: null,
    lines: verdictLines(examination === null, verdict),
    controls: [
      { kind: 'table', name: 'checks', columns: [c.check, COLUMNS.status, COLUMNS.note], rows: checks.map(checkRow) },
      ...(isUntrusted ? [{ kind: 'link' as const, name: 'forget-server', label: w.forgetServer, depth: 0 }] : []),
    ],
    outlook: [...problemLines(problem, 'refresh'), ...(isUntrusted ? [quiet(w.forgetExplains)] : [])],
    buttons: [button('refresh'), button('back'), button('cancel')],
    enter: 'refresh',
    escape: 'cancel',
    summary: '',
  }
}

function verdictLines(isUnknown: boolean, verdict: NonNullable<FlowState['examination']>['verdict']): readonly Line[] {
  if (isUnknown) return []
  return verdict === null ? [good(c.allWell)] : problemLines({ kind: 'refusal', refusal: verdict }, 'refresh')
}

/** Which server, through which proxy, and whose certificates. Next keeps them and looks whether they lead to the server. */
export function connectionScreen({ form, connection, problem }: FlowState): ScreenParts {
  const radio = (value: keyof typeof PROXIES): Control => ({
    kind: 'radio',
    name: 'proxy',
    value,
    label: PROXIES[value],
    checked: form.proxy === value,
    depth: 0,
  })
  const text = (name: 'server' | 'address' | 'caFile', depth: number): Control => ({
    kind: 'text',
    name,
    label: FIELDS[name],
    value: form[name],
    secret: false,
    charsMax: PATH_CHARS_MAX,
    depth,
  })
  return {
    name: 'connection',
    title: TITLES.connection,
    step: null,
    lines: [...(connection === null ? [] : stateLines(connection))],
    controls: [
      // One that was named, above all by the vendor, is not for everybody to change.
      ...(connection?.serverNamed === null ? [text('server', 0)] : []),
      radio('system'),
      radio('none'),
      radio('manual'),
      ...(form.proxy === 'manual' ? [text('address', 1)] : []),
      text('caFile', 0),
    ],
    outlook: [...problemLines(problem, 'next'), plain(w.nextKeepsConnection)],
    buttons: [button('next'), button('back'), button('cancel')],
    enter: 'next',
    escape: 'cancel',
    summary: PROXIES[form.proxy],
  }
}

/** The longest path that Windows knows, and more than any address of a proxy. */
const PATH_CHARS_MAX = 1024

function stateLines({ detected, caFileNamed, serverNamed, serverKnown }: NonNullable<FlowState['connection']>) {
  const server = serverNamed === null ? serverKnown && w.serverKnown(serverKnown) : w.serverNamed(serverNamed)
  const words = [server, detectedWords(detected), caFileNamed && w.caFileNamed(caFileNamed)]
  return words.flatMap((text) => (text === null ? [] : [quiet(text)]))
}

/** Which proxy this PC is set up with; its password, if it has one, is nobody's to read. */
function detectedWords({ httpsProxy, httpProxy }: NonNullable<FlowState['connection']>['detected']): string {
  const proxy = httpsProxy || httpProxy
  return proxy === '' ? w.noProxyDetected : w.proxyDetected(proxy.replace(/^.*@/, ''))
}

/** Each language by its own name; chosen, it is spoken at once and kept. */
export function languageScreen(): ScreenParts {
  const { locale } = language()
  return {
    name: 'language',
    title: TITLES.language,
    step: null,
    lines: [],
    controls: languages.map(({ tag, name }) => ({
      kind: 'radio',
      name: 'language',
      value: tag,
      label: name,
      checked: tag === locale,
      depth: 0,
    })),
    outlook: [quiet(w.languageIsKept)],
    buttons: [button('back'), button('cancel')],
    enter: 'back',
    escape: 'cancel',
    summary: BUTTONS.back,
  }
}
