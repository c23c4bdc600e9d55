import { parseAst } from 'rolldown/parseAst'

/** Functions whose text is spoken: the argument of `say`, and every text within that of `spoken`. */
const SAY = 'say'
const SPOKEN = 'spoken'
/** Members of core's tables that are read by people. */
const READ_MEMBERS: ReadonlySet<string> = new Set(['sentence', 'cause', 'wayOut', 'wayOutByCommand'])
/** Core's tables of words that fill the refusals. */
const READ_TABLE = /^(?:[A-Z]+_)*WORDS$/

/** Signs without a letter are the same in every language. */
const LETTER = /\p{L}/u

/** A node of a syntax tree, as far as it matters here. */
interface Node {
  readonly type: string
  readonly [member: string]: unknown
}

/** The English texts in a source file of the wizard that people read, in their order. */
export function messagesOf(code: string): readonly string[] {
  return readIn(treeOf(code), false)
}

/** The English texts of core's tables, in their order. */
export function messagesOfTables(code: string): readonly string[] {
  return readInTables(treeOf(code))
}

function treeOf(code: string): Node {
  return parseAst(code, { lang: 'ts' }) as unknown as Node
}

function readInTables(node: Node): readonly string[] {
  const isRead =
    (node.type === 'Property' && READ_MEMBERS.has(nameOf(node['key']))) ||
    (node.type === 'VariableDeclarator' && READ_TABLE.test(nameOf(node['id'])))
  const value = node['value'] ?? node['init']
  return isRead && isNode(value) ? readIn(value, true) : childrenOf(node).flatMap(readInTables)
}

/** @param isSpoken whether a text that stands here is read by people */
function readIn(node: Node, isSpoken: boolean): readonly string[] {
  if (isText(node)) return isSpoken && LETTER.test(node.value) ? [node.value] : []
  // A text put together here would be in no catalog.
  if (isSpoken && node.type === 'TemplateLiteral') throw new TypeError('a template literal cannot be translated')
  if (node.type === 'CallExpression') return readInCall(node, isSpoken)
  if (node.type === 'Property') {
    return isNode(node['value']) ? readIn(node['value'], isSpoken) : []
  }
  const isBody = node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression'
  return childrenOf(node).flatMap((child) => readIn(child, isSpoken && !isBody))
}

function readInCall(node: Node, isSpoken: boolean): readonly string[] {
  const name = nameOf(node['callee'])
  const [first, ...others] = Array.isArray(node['arguments']) ? node['arguments'].filter(isNode) : []
  if (first === undefined) return []
  if (name === SAY) return [...readIn(first, true), ...others.flatMap((other) => readIn(other, false))]
  return [first, ...others].flatMap((argument) => readIn(argument, name === SPOKEN || (isSpoken && name === '')))
}

function isText(node: Node): node is Node & { readonly value: string } {
  return node.type === 'Literal' && typeof node['value'] === 'string'
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return ''
  const name = node['name'] ?? node['value']
  return typeof name === 'string' ? name : ''
}

function childrenOf(node: Node): readonly Node[] {
  return Object.values(node).flat().filter(isNode)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
