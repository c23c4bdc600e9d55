import { randomBytes } from 'node:crypto'
import { readHostConfig } from '../../src/config.ts'
import { createEngine } from '../../src/create-engine.ts'
import { thisMachine } from '../../src/machine.ts'
import { LOGIN } from './peer.ts'
import { valueOf } from './pc.ts'

/**
 * One wizard process of the crash tests: `child.ts activate|return|transfer|repair <activation key>`. Its settings, the failpoint among
 * them, come from the environment, as a wizard's do.
 */
const [action, key = ''] = process.argv.slice(2)
const engine = valueOf(await createEngine(readHostConfig(), { now: Date.now, randomBytes, machine: thisMachine() }))
switch (action) {
  case 'activate': {
    const seen = valueOf(await engine.lookUp({ key }))
    const activated = await engine.activate({ key }, seen.licenses)
    if (!activated.ok) process.stderr.write(activated.error.code)
    break
  }
  case 'return':
  case 'transfer': {
    const signIn = valueOf(await engine.signIn(LOGIN.login, LOGIN.password))
    const ids = (await engine.localLicenses()).flatMap(({ licenseId }) => licenseId ?? [])
    const asked = { signIn, key }
    valueOf(await (action === 'return' ? engine.returnLicenses(asked, ids) : engine.transfer(asked, ids)))
    break
  }
  case 'repair':
    valueOf(await engine.repair())
    break
  case undefined:
  default:
    throw new Error(`no such action: ${action}`)
}
await engine.close()
