import { type Asking, signedOf } from '@latchkey/core/host-operation'
import type { EpochMs } from '@latchkey/core/ids'
import { receiverOf } from '@latchkey/core/organization'
import type { Scene } from '../present.ts'
import type { ProductRecord } from '../records.ts'
import type { HostAnswer } from '../store.ts'
import type { Reading } from './connection.ts'
import { loadReturnAllowance } from './license-past.ts'
import { loadAccount, loadProduct } from './load.ts'

/** The surroundings of one host's answer; products are looked up once each. */
export function sceneOf(db: Reading, asking: Asking, at: EpochMs): Scene {
  const products = new Map<string, ProductRecord>()
  return {
    asking,
    at,
    account: asking.account === null ? null : loadAccount(db, asking.account),
    product: (id) => {
      const product = products.get(id) ?? loadProduct(db, id)
      products.set(id, product)
      return product
    },
    accountOf: (id) => loadAccount(db, id),
    returnAllowance: (license) => loadReturnAllowance(db, license, at),
  }
}

/** For whom an answer is, and the organization that what they associate goes to. */
export function askerOfAnswer({ asking, account, accountOf }: Scene): Pick<HostAnswer, 'account' | 'receiver'> {
  const signed = signedOf(asking)
  const receiver = signed === null ? null : receiverOf(signed)
  return receiver === null || receiver === account?.id ? { account } : { account, receiver: accountOf(receiver) }
}
