import { Trans as LinguiTrans, type TransProps } from '@lingui/react'
import { createElement, Fragment, type ReactElement } from 'react'

/**
 * What the macros make of sentences with elements. Lingui looks for the elements in the finished sentence, in which `<b>` of somebody's name
 * is one like any other, and vanishes; a value that could be taken for one is handed over as an element of its own.
 */
export function Trans(props: TransProps): ReactElement {
  if (props.values === undefined) return createElement(LinguiTrans, props)
  const safe = Object.entries(props.values).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'string' && value.includes('<') ? createElement(Fragment, null, value) : value,
  ])
  return createElement(LinguiTrans, { ...props, values: Object.fromEntries(safe) })
}
