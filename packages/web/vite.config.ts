import { join } from 'node:path'
import { makeConfig } from '@lingui/conf'
import { pagesWords } from '@latchkey/words/build/pages-plugin'
import babel from '@rolldown/plugin-babel'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const root = import.meta.dirname

/** Oldest browsers that know everything our CSS uses as it is: `light-dark()`, container queries, `:has()`. */
const BROWSERS = ['chrome123', 'firefox121', 'safari17.5']

/** The macros only need to know that they are Lingui's, and our own `Trans`; the catalogs are those of packages/words. */
const linguiConfig = makeConfig({
  sourceLocale: 'en',
  locales: ['en'],
  runtimeConfigModule: { Trans: [join(root, 'ui', 'trans.ts'), 'Trans'] },
})

export default defineConfig({
  root,
  plugins: [
    // Vite minifies for the browsers above; Tailwind's own optimizer would rewrite light-dark() for older ones.
    tailwindcss({ optimize: false }),
    react(),
    // Lingui's faster transform in Rust declares Node 22 or newer, so npm leaves it out where Node 20 installs.
    babel({
      include: /\/(?:ui|app|portal|console|wizard)\/.*\.tsx$/,
      plugins: [['@lingui/babel-plugin-lingui-macro', { linguiConfig, descriptorFields: 'message' }]],
    }),
    pagesWords(),
  ],
  build: {
    target: BROWSERS,
    cssTarget: BROWSERS,
    // A data: address would need a hole in the Content Security Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: [join(root, 'gallery.html')] },
  },
})
