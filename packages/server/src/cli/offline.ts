import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { LIMITS } from '@latchkey/core/limits'
import { ok } from '@latchkey/core/result'
import { connectApi } from './api.ts'
import type { CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'
import { refuse } from './refusal.ts'

interface AnswerOptions {
  readonly out?: string
}

/** For a customer whose PC has no network, and who has sent the file to Support. */
export const offlineAnswer: CommandSpec<CliContext, AnswerOptions> = {
  usage: 'answer <file>',
  summary: 'Answer the request or return file of a PC without network; writes the response file',
  options: [{ flags: '--out <file>', words: 'where the response goes (named after the PC if left out)' }],
  async run(context, { words: [path = ''], options: { out } }) {
    if (!existsSync(path) || !statSync(path).isFile()) return refuse('USAGE', `There is no file ${path}.`)
    if (statSync(path).size > LIMITS.offlineFileBytesMax) return refuse('USAGE', `${path} is larger than 256 KiB.`)
    const api = connectApi(context)
    if (!api.ok) return api
    const file = readFileSync(path, 'utf8')
    const answered = await api.value.call((client) => client.call('answerOfflineRequest', { body: { file } }))
    if (!answered.ok) return answered
    const to = out ?? answered.value.fileName
    if (existsSync(to)) return refuse('USAGE', `${to} is there already; name another one with --out.`)
    writeFileSync(to, answered.value.file, { flag: 'wx' })
    const text = `Wrote ${to}. Load it on that PC within 30 days: license-wizard import ${to}\n`
    return ok({ json: { file: to }, text })
  },
}
