import { getAsset } from 'node:sea'
import type { VendorSettings } from '../config.ts'
import type { Assets } from '../window/assets.ts'

/** Where the packager puts things within the executable. */
const PAGE = 'page/'
const VENDOR = 'vendor.json'

/** The window's page. No path leads anywhere but to a name that was put in. */
export function embeddedAssets(): Assets {
  return {
    async get(path) {
      try {
        return new Uint8Array(getAsset(PAGE + path))
      } catch {
        // Nothing of that name was put in.
        return null
      }
    },
  }
}

/** What the vendor built in. */
export function readVendor(): VendorSettings {
  return JSON.parse(getAsset(VENDOR, 'utf8')) as VendorSettings
}
