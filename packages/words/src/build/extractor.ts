import type { ExtractorType } from '@lingui/conf'
import { generateMessageId } from '@lingui/message-utils/generateMessageId'
import { messagesOf, messagesOfTables } from './messages-of.ts'

const CORE = /[\\/]packages[\\/]core[\\/]/

/** Reads the English texts of the rooms that run without a build step: there are no macros to mark them. */
export const wordsExtractor: ExtractorType = {
  match: (filename) => /[\\/]packages[\\/](?:core|wizard|server)[\\/]src[\\/].*\.ts$/.test(filename),
  extract(filename, code, found) {
    for (const message of CORE.test(filename) ? messagesOfTables(code) : messagesOf(code)) {
      found({ id: generateMessageId(message), message, origin: [filename, 1], placeholders: {} })
    }
  },
}
