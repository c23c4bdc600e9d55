import { randomBytes } from 'node:crypto'
import { startWizard } from '../start.ts'
import { embeddedAssets, readVendor } from './embedded.ts'

// A person at a PC can do nothing about what Node says of its own modules.
process.removeAllListeners('warning')

/** The composition root of the License Wizard as one file (docs/package.md): its page and the vendor's settings lie within it. */
void startWizard({
  now: () => Date.now(),
  randomBytes: (size) => randomBytes(size),
  assets: async () => embeddedAssets(),
  vendor: readVendor(),
})
