import { OPERATIONS, type OperationName, operationOf, refusalsOf } from '@latchkey/contract/operations'
import { statusesOf } from '@latchkey/contract/openapi'
import { REFUSAL_CODES, REFUSALS } from '@latchkey/core/refusals'
import { z } from 'zod'

export const REFERENCE_STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 64rem; margin: 0 auto; padding: 1rem }
h2 { margin-top: 3rem } h3 { margin-top: 2rem; font-size: 1.05rem }
code, pre { font: .9rem/1.45 ui-monospace, monospace } pre { overflow: auto; padding: .75rem; border: 1px solid }
summary { cursor: pointer } dt { font-weight: 600; margin-top: 1rem } dd { margin: 0 }
a { color: inherit } h3 code { font-weight: 700 }
`

/** The reference page: every operation and every refusal, from the same data as the OpenAPI document. */
export function referencePage(version: string): string {
  const names = Object.keys(OPERATIONS) as OperationName[]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Latchkey HTTP API</title><style>${REFERENCE_STYLE}</style></head>
<body><h1>Latchkey HTTP API</h1>
<p>Version ${escape(version)}. For machines: <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1). <a href="#refusals">Refusals</a>.</p>
<nav><ul>${names.map((name) => `<li><a href="#${name}">${escape(operationOf(name).summary)}</a></li>`).join('\n')}</ul></nav>
<main><h2>Operations</h2>${names.map(operationSection).join('\n')}
<h2 id="refusals">Refusals</h2><dl>${REFUSAL_CODES.map(refusalEntry).join('\n')}</dl></main></body></html>
`
}

function operationSection(name: OperationName): string {
  const { method, path, summary, access, idempotencyKey, query, body, answer } = operationOf(name)
  const codes = refusalsOf(name).map((code) => `<a href="#${code}">${code}</a>`)
  const schemas = [
    ['Query', query, 'input'],
    ['Body', body, 'input'],
    ['Answer', answer instanceof z.ZodUndefined ? undefined : answer, 'output'],
  ] as const
  return `<section id="${name}"><h3><code>${method} ${escape(path)}</code></h3><p>${escape(summary)}.</p>
<p>Access: <code>${access}</code>.${idempotencyKey ? ' Takes an <code>Idempotency-Key</code>.' : ''}
Statuses: ${[...statusesOf(name)].sort((a, b) => a - b).join(', ')}. Refusals: ${codes.join(', ')}.</p>
${schemas.map(([title, schema, io]) => (schema === undefined ? '' : schemaDetails(title, schema, io))).join('\n')}</section>`
}

function schemaDetails(title: string, schema: z.ZodType, io: 'input' | 'output'): string {
  const json = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return `<details><summary>${title}</summary><pre>${escape(JSON.stringify(json, null, 2))}</pre></details>`
}

function refusalEntry(code: (typeof REFUSAL_CODES)[number]): string {
  const { sentence, cause, wayOut, httpStatus } = REFUSALS[code]
  const status = httpStatus === null ? 'on the PC only' : String(httpStatus)
  const words = [sentence, cause, wayOut].map((text) => escape(text.replaceAll(/\{\w+\|([^}]*)\}/g, '$1'))).join(' ')
  return `<dt id="${code}"><code>${code}</code> (${status})</dt><dd>${words}</dd>`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
