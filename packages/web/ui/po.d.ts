declare module '@latchkey/words/locales/*' {
  import type { Messages } from '@lingui/core'
  export const messages: Messages
}
