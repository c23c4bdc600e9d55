import { ok } from '@latchkey/core/result'
import type { CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'

export const serve: CommandSpec<CliContext> = {
  usage: 'serve',
  summary: 'Run the server on the data folder until it is stopped (Ctrl+C, SIGTERM)',
  async run(context, { asJson }) {
    const { startServer } = await import('./running-server.ts')
    // Listened for before anybody is told of the server: whoever is told may stop it at once.
    const stopped = context.untilStopped()
    const started = await startServer(context)
    if (!started.ok) return started
    const { url } = started.value
    context.terminal.answer(asJson ? `${JSON.stringify({ url, pid: process.pid })}\n` : `Latchkey serves at ${url}\n`)
    await stopped
    await started.value.stop()
    return ok({ json: null, text: '' })
  },
}
