// zod compiles its checks with code from strings unless told otherwise before it is loaded; the Content Security Policy forbids that, and
// even the attempt would be reported.
globalThis.__zod_globalConfig = { jitless: true }
