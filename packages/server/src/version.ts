import manifest from '../package.json' with { type: 'json' }

/** The version of this Latchkey, as the server and its commands tell it. */
export const VERSION: string = manifest.version
