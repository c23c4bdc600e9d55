import { existsSync } from 'node:fs'
import { ok } from '@latchkey/core/result'
import type { CommandSpec } from '../cli/command.ts'
import type { CliContext } from '../cli/context.ts'
import { initDataFolder } from '../cli/init.ts'

/** Sets up, loads and serves the demo. `serve` never loads it. */
export const demo: CommandSpec<CliContext> = {
  usage: 'demo',
  summary: 'Serve a demo vendor on its own data folder, set up at the first start',
  async run(context, { asJson }) {
    const { startServer } = await import('../cli/running-server.ts')
    const [{ beginDemo, loadDemo }, { greetingOf, greetingText }] = await Promise.all([
      import('./load.ts'),
      import('./greeting.ts'),
    ])
    const begun = beginDemo(context)
    if (!begun.ok) return begun
    if (!existsSync(context.folder.database)) {
      context.terminal.talk('Setting up a demo vendor: signing keys, products, activation keys, accounts ...\n')
    }
    const created = await initDataFolder(context)
    if (!created.ok) return created
    const stopped = context.untilStopped()
    const started = await startServer(quiet(context))
    if (!started.ok) return started
    const server = started.value
    try {
      const loaded = await loadDemo(context, server, begun.value)
      if (!loaded.ok) return loaded
      const greeting = await greetingOf(context, server, loaded.value)
      context.terminal.answer(asJson ? `${JSON.stringify(greeting)}\n` : greetingText(greeting, context))
      await stopped
    } finally {
      await server.stop()
    }
    return ok({ json: null, text: '' })
  },
}

/** What a demo prints is for somebody to read: the server speaks up only when something is wrong. */
function quiet(context: CliContext): CliContext {
  const { config } = context
  return config.logLevel === 'info' ? { ...context, config: { ...config, logLevel: 'warn' } } : context
}
