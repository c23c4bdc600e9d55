import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { NO_VENDOR } from './config.ts'
import { startWizard } from './start.ts'

/** The page as `npm run build:pages` makes it. */
const PAGE_FOLDER = join(import.meta.dirname, '../../web/dist/wizard')

/** The composition root of the License Wizard as sources: clock and randomness are made here. */
await startWizard({
  now: () => Date.now(),
  randomBytes: (size) => randomBytes(size),
  assets: async () => (await import('./window/assets.ts')).folderAssets(PAGE_FOLDER),
  vendor: NO_VENDOR,
})
