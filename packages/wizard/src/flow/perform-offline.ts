import { dirname } from 'node:path'
import type { Refusal } from '@latchkey/core/refusals'
import type { OfflineAsk } from '@latchkey/host/offline-files'
import { o } from '../offline-words.ts'
import { readPc } from './read-pc.ts'
import type { Carried, Effect, Problem, Report } from './state.ts'
import type { Tools } from './tools.ts'

type OfflineEffect = Extract<Effect, { type: 'suggest-file' | 'save-request' | 'load' }>

/** What travels by file: names for it, the file itself, and the way back. */
export async function performOffline(tools: Tools, effect: OfflineEffect): Promise<Report> {
  const { engine, files } = tools
  switch (effect.type) {
    case 'suggest-file': {
      const { saving } = effect
      const isReturn = saving.what === 'return'
      const name = `${isReturn ? 'RETURN' : 'REQUEST'}-${engine.hostName}`
      return { type: 'file-suggested', saving, path: files.suggest(name, isReturn ? 'lkret' : 'lkreq') }
    }
    case 'save-request':
      return await saveRequest(tools, effect)
    case 'load': {
      const file = typeof effect.file === 'string' ? files.full(effect.file) : effect.file
      const imported = await engine.importFile(file)
      if (!imported.ok) return { type: 'refused', session: null, refusal: imported.error }
      if (imported.value.kind === 'keys') return { type: 'keys-loaded', issuer: imported.value.issuer }
      const { what, answer } = imported.value
      const name = typeof file === 'string' ? file : file.name
      return { type: 'loaded', what, answer, file: name, pc: await readPc(tools) }
    }
  }
}

/** No file is written over: it may be the only copy of another request. */
async function saveRequest(tools: Tools, effect: Extract<Effect, { type: 'save-request' }>): Promise<Report> {
  const { engine, files } = tools
  const { saving, key, licenseIds } = effect
  const path = files.full(effect.path)
  const tell = async (problem: Problem | null, carried: Carried): Promise<Report> => {
    return { type: 'saved', carried, problem, pc: await readPc(tools) }
  }
  const nothing: Carried = { kind: 'saved', what: saving.what, products: [], path }
  if (files.isThere(path)) return tell({ kind: 'words', words: o.fileIsThere(path) }, nothing)
  const ask: OfflineAsk = saving.what === 'return' ? { type: 'return', licenseIds } : { type: 'activate' }
  const exported = await (saving.again === null
    ? engine.exportRequest({ key }, ask, path)
    : engine.exportAgain(saving.again, path))
  if (!exported.ok) return tell(problemOf(exported.error, path), nothing)
  const { what, products } = exported.value
  return tell(null, { kind: 'saved', what, products, path })
}

/** Where the file itself cannot be written, another place for it helps; the folder of licenses is well. */
function problemOf(refusal: Refusal, path: string): Problem {
  const isTheFile = refusal.code === 'STORE_DENIED' && [path, dirname(path)].includes(refusal.facts.path ?? '')
  return isTheFile ? { kind: 'words', words: o.fileCannotBeWritten(dirname(path)) } : { kind: 'refusal', refusal }
}
