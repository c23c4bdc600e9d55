import { LIMITS } from '@latchkey/core/limits'
import type { Input } from '@latchkey/wizard/flow/screen'

/** Longest name of a file that the License Wizard takes. */
const NAME_CHARS_MAX = 255

/** A picked file as the License Wizard takes it. Of one that is too large nothing is read: its refusal needs no content. */
export async function pickedFile(name: string, file: File): Promise<Input> {
  const fileName = file.name.slice(0, NAME_CHARS_MAX)
  const content = file.size > LIMITS.offlineFileBytesMax ? null : await base64Of(file)
  return { type: 'file', name, fileName, content }
}

/** Null for what cannot be read, as a folder that was dropped. */
async function base64Of(file: File): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>()
  const reader = new FileReader()
  reader.addEventListener('load', () => {
    const url = typeof reader.result === 'string' ? reader.result : ''
    resolve(url.slice(url.indexOf(',') + 1))
  })
  reader.addEventListener('error', () => resolve(null))
  reader.readAsDataURL(file)
  return promise
}
