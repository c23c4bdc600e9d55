import type { Asking } from '@latchkey/core/host-operation'
import type { EpochMs } from '@latchkey/core/ids'
import type { DatabaseSync } from 'node:sqlite'
import type { HostAnswer, Reads } from '../../store.ts'
import { inSnapshot, type Reading, Statements } from '../connection.ts'
import { invariantViolations } from '../invariants.ts'
import { viewLicense } from '../license-view.ts'
import { findOperation } from '../operations.ts'
import { listShown, loadShownKeys } from '../listing.ts'
import { sceneOf } from '../scene.ts'
import { listAccounts, viewAccount } from './accounts.ts'
import { exportPerson } from './export.ts'
import { listDueMails, listMails } from './mails.ts'
import {
  findGrantsFrom,
  findLink,
  findNewEmail,
  findPasskey,
  findPerson,
  findPersonByLogin,
  findSecondFactors,
  findSession,
  listSessions,
} from './people.ts'
import { listStaff, viewStaffMember } from './staff.ts'
import { listPolicies, listProducts } from './catalog.ts'
import { viewExplanation } from './explanation.ts'
import { findKeyByDigest, findSealedKey, listKeys, viewKey } from './keys.ts'
import { listLicenseViews, viewHost } from './licenses.ts'
import { listReturnRequests, viewReturnCase } from './return-requests.ts'
import { findTokenByHash, listTokens } from './tokens.ts'

/** Reads on a connection of their own that cannot write. Each sees one state of the data, everything acknowledged before it began. */
export function sqliteReads(db: DatabaseSync, now: () => EpochMs): Reads {
  const statements = new Statements(db)
  const read = <A extends unknown[], T>(query: (db: Reading, ...args: A) => T) => {
    return (...args: A): Promise<T> => settle(() => inSnapshot(db, () => query(statements, ...args)))
  }
  // One statement is a snapshot by itself; these are asked at every request.
  const readOne = <A extends unknown[], T>(query: (db: Reading, ...args: A) => T) => {
    return (...args: A): Promise<T> => settle(() => query(statements, ...args))
  }
  return {
    keyByDigest: readOne(findKeyByDigest),
    lookUp: read(lookUp),
    hasOperation: readOne(
      (db, operation: Parameters<Reads['hasOperation']>[0]) => findOperation(db, operation) !== null,
    ),
    sealedKey: readOne(findSealedKey),
    tokenByHash: readOne(findTokenByHash),
    products: read(listProducts),
    policies: read(listPolicies),
    key: read((db, id: string) => viewKey(db, id, now())),
    keys: read((db, asked: Parameters<Reads['keys']>[0]) => listKeys(db, asked, now())),
    license: read((db, id: string) => viewLicense(db, id, now())),
    licenses: read((db, asked: Parameters<Reads['licenses']>[0]) => listLicenseViews(db, asked, now())),
    explanation: read(viewExplanation),
    host: read((db, id: string) => viewHost(db, id, now())),
    account: read(viewAccount),
    accounts: read(listAccounts),
    returnRequest: read((db, id: string) => viewReturnCase(db, id, now())),
    returnRequests: read((db, asked: Parameters<Reads['returnRequests']>[0]) => listReturnRequests(db, asked, now())),
    tokens: read(listTokens),
    personByLogin: readOne(findPersonByLogin),
    person: readOne(findPerson),
    sessionByHash: readOne(findSession),
    sessionsOf: readOne(listSessions),
    secondFactorsOf: read(findSecondFactors),
    passkeyByCredential: readOne(findPasskey),
    linkByHash: readOne(findLink),
    newEmailOf: readOne(findNewEmail),
    grantsFrom: (account) => findGrantsFrom(statements, account),
    staff: read(listStaff),
    staffMember: readOne(viewStaffMember),
    mails: read(listMails),
    dueMails: readOne(listDueMails),
    exportOf: read(exportPerson),
    invariantViolations: read(invariantViolations),
  }
}

function lookUp(db: Reading, asking: Asking, at: EpochMs): HostAnswer {
  const scene = sceneOf(db, asking, at)
  const licenses = listShown(scene, loadShownKeys(db, asking))
  return { at, account: scene.account, rows: [], licenses, returnRequest: null }
}

/** node:sqlite is synchronous; other stores are not. */
async function settle<T>(work: () => T): Promise<T> {
  return work()
}
