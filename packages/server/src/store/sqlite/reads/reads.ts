import type { Asking } from '@latchkey/core/host-operation'
import type { AccountId, EpochMs } from '@latchkey/core/ids'
import type { Locale } from '@latchkey/words/locales'
import type { DatabaseSync } from 'node:sqlite'
import type { CaseReads, PortalReads, SearchAsked } from '../../case-reads.ts'
import type { HandoverReads } from '../../handover-commands.ts'
import type { WebhookReads } from '../../webhook-commands.ts'
import type { OrganizationReads } from '../../organization-commands.ts'
import type { ReleaseReads } from '../../release-commands.ts'
import type { HostAnswer, PageAsked, Reads } from '../../store.ts'
import { hasDueExpiries } from '../commands/tell-expiries.ts'
import { inSnapshot, type Reading, Statements } from '../connection.ts'
import { invariantViolations } from '../invariants.ts'
import { viewLicense } from '../license-view.ts'
import { findOperation } from '../operations.ts'
import { listShown, loadShownKeys } from '../listing.ts'
import { askerOfAnswer, sceneOf } from '../scene.ts'
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
import { organizationsOf, withOrganizations } from '../organizations.ts'
import {
  findAccountNamed,
  listDueHandovers,
  listHandovers,
  listMyHandovers,
  previewHandover,
  viewHandover,
} from './handovers.ts'
import { listMyOrganizations, viewInvitation, viewMyOrganization } from './organizations.ts'
import { listStaff, viewStaffMember } from './staff.ts'
import { listPolicies, listProducts, viewPolicy } from './catalog.ts'
import { previewClaim } from './claims.ts'
import { dueCases, viewDecisionPreview } from './decision-preview.ts'
import { listEvents } from './events.ts'
import { viewExplanation } from './explanation.ts'
import { findKeyByDigest, findSealedKey, listKeys, viewKey } from './keys.ts'
import { listLicenseViews, viewHost } from './licenses.ts'
import { listMyHosts } from './my-hosts.ts'
import { listMyLicenses, viewMyLicenseDetail } from './my-licenses.ts'
import { listMyReturnRequests, viewMyReturnRequest } from './my-return-requests.ts'
import { readRequestStatus } from './request-status.ts'
import { listReturnRequests, viewReturnCase } from './return-requests.ts'
import { replayPolicy } from './policy-replay.ts'
import { searchEverything } from './search.ts'
import { findDownload, listMyDownloads, listReleases, viewRelease } from './releases.ts'
import { countEvents, countTotals } from './statistics.ts'
import { findTokenByHash, listTokens } from './tokens.ts'
import { listMyTransfers, listTransfers, viewTransferOffer } from './transfers.ts'
import { findFailingSince, listDeliveries, listDueDeliveries, listDueWebhooks, listWebhooks } from './webhooks.ts'

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
    requestStatus: read(readRequestStatus),
    hasOperation: readOne(
      (db, operation: Parameters<Reads['hasOperation']>[0]) => findOperation(db, operation) !== null,
    ),
    sealedKey: readOne(findSealedKey),
    tokenByHash: readOne(findTokenByHash),
    products: read(listProducts),
    policy: readOne(viewPolicy),
    policies: read(listPolicies),
    key: read((db, id: string) => viewKey(db, id, now())),
    keys: read((db, asked: Parameters<Reads['keys']>[0]) => listKeys(db, asked, now())),
    license: readOne((db, id: string) => viewLicense(db, id, now())),
    licenses: read((db, asked: Parameters<Reads['licenses']>[0]) => listLicenseViews(db, asked, now())),
    explanation: read(viewExplanation),
    host: read((db, id: string) => viewHost(db, id, now())),
    account: readOne(viewAccount),
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
    organizationsOf: readOne(organizationsOf),
    ...organizationReads(read, now),
    ...handoverReads(read, now),
    ...portalReads(read, now),
    ...caseReads(read, now),
    ...releaseReads(read, now),
    ...webhookReads(read, readOne),
    eventCounts: read(countEvents),
    totals: read(countTotals),
    invariantViolations: read(invariantViolations),
  }
}

type Read = <A extends unknown[], T>(query: (db: Reading, ...args: A) => T) => (...args: A) => Promise<T>

function portalReads(read: Read, now: () => EpochMs): PortalReads {
  return {
    myLicenses: read((db, account: AccountId, asked: PageAsked) => listMyLicenses(db, account, asked, now())),
    myLicense: read((db, account: AccountId, id: string, locale: Locale) =>
      viewMyLicenseDetail(db, account, id, { now: now(), locale }),
    ),
    myHosts: read((db, account: AccountId, asked: PageAsked) => listMyHosts(db, account, asked, now())),
    myReturnRequests: read((db, account: AccountId, asked: PageAsked) =>
      listMyReturnRequests(db, account, asked, now()),
    ),
    myReturnRequest: read((db, account: AccountId, id: string) => viewMyReturnRequest(db, account, id, now())),
    myTransfers: read((db, account: AccountId, asked: PageAsked) => listMyTransfers(db, account, asked, now())),
    transferOffer: read((db, tokenHash: string) => viewTransferOffer(db, tokenHash, now())),
    claimPreview: read((db, ...[account, key, seats]: Parameters<PortalReads['claimPreview']>) =>
      previewClaim(db, account, key, seats, now()),
    ),
  }
}

function organizationReads(read: Read, now: () => EpochMs): Omit<OrganizationReads, 'organizationsOf'> {
  return {
    myOrganizations: read((db, person: AccountId) => listMyOrganizations(db, person, now())),
    myOrganization: read((db, person: AccountId, id: string) => viewMyOrganization(db, person, id, now())),
    invitation: read((db, tokenHash: string) => viewInvitation(db, tokenHash, now())),
  }
}

function handoverReads(read: Read, now: () => EpochMs): HandoverReads {
  return {
    handover: read((db, id: string) => viewHandover(db, id, now())),
    handovers: read((db, asked: Parameters<HandoverReads['handovers']>[0]) => listHandovers(db, asked, now())),
    handoverPreview: read((db, asked: Parameters<HandoverReads['handoverPreview']>[0]) =>
      previewHandover(db, asked, now()),
    ),
    myHandovers: read(listMyHandovers),
    dueHandovers: read(listDueHandovers),
    accountNamed: read(findAccountNamed),
  }
}

function webhookReads(read: Read, readOne: Read): WebhookReads {
  return {
    webhooks: read(listWebhooks),
    deliveries: read(listDeliveries),
    dueWebhooks: readOne(listDueWebhooks),
    dueDeliveries: readOne(listDueDeliveries),
    failingSince: readOne(findFailingSince),
  }
}

function releaseReads(read: Read, now: () => EpochMs): ReleaseReads {
  return {
    releases: read(listReleases),
    release: read(viewRelease),
    myDownloads: read((db, account: AccountId, asked: PageAsked) => listMyDownloads(db, account, asked, now())),
    download: read((db, account: AccountId, artifact: string) => findDownload(db, account, artifact, now())),
  }
}

function caseReads(read: Read, now: () => EpochMs): CaseReads {
  return {
    decisionPreview: read((db, ...[id, asked]: Parameters<CaseReads['decisionPreview']>) =>
      viewDecisionPreview(db, id, asked, now()),
    ),
    search: read((db, asked: SearchAsked) => searchEverything(db, asked, now())),
    policyReplay: read(replayPolicy),
    hasDueExpiries: read(hasDueExpiries),
    dueCases: read(dueCases),
    transfers: read((db, asked: Parameters<CaseReads['transfers']>[0]) => listTransfers(db, asked, now())),
    events: read(listEvents),
  }
}

function lookUp(db: Reading, asked: Asking, at: EpochMs): HostAnswer {
  const asking = withOrganizations(db, asked)
  const scene = sceneOf(db, asking, at)
  const licenses = listShown(scene, loadShownKeys(db, asking))
  return { at, ...askerOfAnswer(scene), rows: [], licenses, returnRequest: null }
}

/** node:sqlite is synchronous; other stores are not. */
async function settle<T>(work: () => T): Promise<T> {
  return work()
}
