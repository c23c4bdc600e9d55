import type { AnswerOf } from '@latchkey/contract/operations'
import { ok } from '@latchkey/core/result'
import { allPages, connectApi } from './api.ts'
import type { CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'
import { randomOperation } from './keys-issue.ts'
import { dayText, tableText } from './present.ts'
import { refuse } from './refusal.ts'

type Release = AnswerOf<'putRelease'>

const RELEASES_MAX = 1_000

export const releasesList: CommandSpec<CliContext, { readonly product?: string }> = {
  usage: 'list',
  summary: 'List releases and their files, newest first',
  options: [{ flags: '--product <code>', words: 'only those of this product' }],
  async run(context, { options: { product } }) {
    const api = connectApi(context)
    if (!api.ok) return api
    const filter = product === undefined ? {} : { product }
    const releases = await allPages<Release>(RELEASES_MAX, (cursor) =>
      api.value.call((client) => client.call('listReleases', { query: { cursor, limit: 100, ...filter } })),
    )
    if (!releases.ok) return releases
    const rows = releases.value.flatMap(({ id, product: code, version, releasedAt, artifacts }) =>
      artifacts.length === 0
        ? [[id, code, version, dayText(releasedAt), '-', '', '']]
        : artifacts.map(({ name, os, sha256 }) => [id, code, version, dayText(releasedAt), name, os, sha256]),
    )
    const head = ['Release', 'Product', 'Version', 'Released', 'File', 'For', 'SHA-256']
    return ok({
      json: { releases: releases.value },
      text: rows.length === 0 ? 'No releases.\n' : tableText(head, rows),
    })
  },
}

interface PutOptions {
  readonly notes?: string
  readonly day?: string
}

export const releasesPut: CommandSpec<CliContext, PutOptions> = {
  usage: 'put <product> <version>',
  summary: 'Publish a release of a product, or change what is told of it',
  options: [
    { flags: '--notes <text>', words: 'what is new' },
    { flags: '--day <day>', words: 'when it comes out, such as 2026-11-24 (now)' },
  ],
  async run(context, { words: [id = '', version = ''], options: { notes = '', day } }) {
    const at = day === undefined ? context.clock() : Date.parse(`${day}T00:00:00Z`)
    if (Number.isNaN(at)) return refuse('USAGE', '--day is a day such as 2026-11-24.')
    const api = connectApi(context)
    if (!api.ok) return api
    const body = { version, notes, releasedAt: new Date(at).toISOString() }
    const put = await api.value.call((client) =>
      client.call('putRelease', { params: { id }, body, idempotencyKey: randomOperation(context) }),
    )
    return put.ok
      ? ok({
          json: put.value,
          text: `Release  ${put.value.id}\n${put.value.productName} ${version} is out on ${dayText(body.releasedAt)}.\n`,
        })
      : put
  },
}

interface AddOptions {
  readonly os: string
  readonly name?: string
}

export const releasesAdd: CommandSpec<CliContext, AddOptions> = {
  usage: 'add <release> <path>',
  summary: 'Add a file of the downloads to a release; its SHA-256 is computed',
  options: [
    { flags: '--os <name>', words: 'what it runs on, such as Windows', required: true },
    { flags: '--name <name>', words: 'what it is called where it is saved (as in the path)' },
  ],
  async run(context, { words: [id = '', path = ''], options: { os, name } }) {
    const api = connectApi(context)
    if (!api.ok) return api
    const body = { path, os, ...(name === undefined ? {} : { name }) }
    const put = await api.value.call((client) =>
      client.call('putReleaseFile', { params: { id }, body, idempotencyKey: randomOperation(context) }),
    )
    if (!put.ok) return put
    const saved = name ?? path.slice(path.lastIndexOf('/') + 1)
    const file = put.value.artifacts.find((artifact) => artifact.name === saved)
    return ok({ json: put.value, text: `SHA-256  ${file?.sha256 ?? ''}\nFile     ${saved}\n` })
  },
}
