import { LIMITS } from '@latchkey/core/limits'
import type { Input } from '../flow/screen.ts'

/** What the page sends: what the person did, numbered, so that the page knows which screens have it in them. */
export interface Message {
  readonly number: number
  readonly inputs: readonly Input[]
}

const INPUTS_MAX = 200
const NAME_CHARS_MAX = 300
/** Four characters for three bytes (RFC 4648 4). */
const FILE_BASE64_CHARS_MAX = Math.ceil(LIMITS.offlineFileBytesMax / 3) * 4

/** Reads a message of the page; null for anything else. */
export function readMessage(body: unknown): Message | null {
  if (!isRecord(body) || !Number.isSafeInteger(body['number']) || !Array.isArray(body['inputs'])) return null
  const inputs = body['inputs'].map(readInput)
  if (inputs.length > INPUTS_MAX || inputs.includes(null)) return null
  return { number: Number(body['number']), inputs: inputs.filter((input) => input !== null) }
}

/** Reads the one-time token that the page was opened with; null for anything else. */
export function readToken(body: unknown): string | null {
  return isRecord(body) && typeof body['token'] === 'string' ? body['token'] : null
}

function readInput(input: unknown): Input | null {
  if (!isRecord(input) || typeof input['name'] !== 'string' || input['name'].length > NAME_CHARS_MAX) return null
  const { name, value } = input
  switch (input['type']) {
    case 'set':
      return typeof value === 'string' || typeof value === 'boolean' ? { type: 'set', name, value } : null
    case 'file':
      return readFile(name, input)
    case 'leave':
    case 'press':
      return { type: input['type'], name }
    default:
      return null
  }
}

/** A file has a limit of its own: one that is larger is told as such, and its content goes no further. */
function readFile(name: string, { fileName, content }: Readonly<Record<string, unknown>>): Input | null {
  if (typeof fileName !== 'string' || fileName.length > NAME_CHARS_MAX) return null
  if (content !== null && typeof content !== 'string') return null
  const isWithin = content !== null && content.length <= FILE_BASE64_CHARS_MAX
  return { type: 'file', name, fileName, content: isWithin ? content : null }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
