import { type Refusal, refusal } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import type { HostConfig } from './config.ts'
import { type Device, makeDeviceKeyPem, readDeviceKey } from './device-key.ts'
import { armFailpoint, type ReachStep } from './failpoints.ts'
import { StoreDenied } from './files.ts'
import { type HostStore, openHostStore } from './host-store.ts'
import type { Machine } from './machine.ts'
import { type StoreLocation, storeLocations } from './store-location.ts'
import { newerRecordIn } from './store-version.ts'
import { takeStoreLock } from './store-lock.ts'

/** The store that was found, and the key that is this host. */
export interface ChosenStore {
  readonly location: StoreLocation
  readonly store: HostStore
  readonly device: Device
  readonly reach: ReachStep
}

/** The first place that works. A place without rights leads to the next one; a damaged or busy one is told. */
export async function chooseStore(config: HostConfig, machine: Machine): Promise<Result<ChosenStore, Refusal>> {
  const asked = { platform: machine.platform, chosen: config.store, directories: config.directories }
  const reach = armFailpoint(config.failpoint)
  let denied: Refusal | null = null
  for (const location of storeLocations(asked)) {
    const store = openHostStore(location.path, reach)
    const device = await guarded(() => openDevice(store, config.lockTimeoutMs))
    if (device.ok) return ok({ location, store, device: device.value, reach })
    if (device.error.code !== 'STORE_DENIED') return device
    denied = device.error
  }
  return err(denied ?? refusal('STORE_DENIED'))
}

/** A store that can only be read still shows its licenses: nothing is written where a device key is. */
async function openDevice(store: HostStore, lockTimeoutMs: number): Promise<Result<Device, Refusal>> {
  const newer = await newerRecordIn(store.path)
  if (newer !== null) return err(refusal('STORE_NEWER', { path: newer }))
  const present = await store.readDeviceKey()
  if (present !== null) return readDevice(store, present)
  await store.prepare()
  return locked(store, lockTimeoutMs, async () => {
    // Somebody else may have made one while this process waited.
    const meanwhile = await store.readDeviceKey()
    if (meanwhile !== null) return readDevice(store, meanwhile)
    await store.tidy()
    const pem = makeDeviceKeyPem()
    await store.writeDeviceKey(pem)
    return readDevice(store, pem)
  })
}

function readDevice(store: HostStore, pem: string): Result<Device, Refusal> {
  const device = readDeviceKey(pem)
  return device.ok ? device : err(refusal('DEVICE_KEY_DAMAGED', { path: store.deviceKeyPath }))
}

/** Runs with the store locked against other wizards (STORE_BUSY). */
export async function locked<T>(
  store: HostStore,
  timeoutMs: number,
  work: () => Promise<Result<T, Refusal>>,
): Promise<Result<T, Refusal>> {
  const lock = await takeStoreLock(store.path, timeoutMs)
  if (lock === null) return err(refusal('STORE_BUSY'))
  try {
    return await work()
  } finally {
    lock.release()
  }
}

/** Turns what the file system refuses into a refusal that names the place; everything else is a bug and thrown on. */
export async function guarded<T>(work: () => Promise<Result<T, Refusal>>): Promise<Result<T, Refusal>> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StoreDenied) return err(refusal('STORE_DENIED', { path: error.path }))
    throw error
  }
}
