import { LANGUAGES } from '@latchkey/core/languages'
import { parseHostId, parseId, parseProductId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import { RETURN_REASONS, SELF_RETURN_REASONS } from '@latchkey/core/return-request'
import type {
  ActionClaims,
  DeviceKey,
  DocumentType,
  HostRequestClaims,
  KeySetClaims,
  LicenseClaims,
  LicenseFacts,
  ListedLicenseClaims,
  PublicKey,
  ReceiptClaims,
  RequestIntent,
  ResponseClaims,
  ResponseRow,
  ReturnRequestStatus,
} from './documents.ts'
import {
  arrayOf,
  either,
  exactObjectOf,
  integer,
  matching,
  nullOr,
  objectOf,
  oneOf,
  recordOf,
  type Shape,
  taggedBy,
  text,
} from './shapes.ts'

/** 9999-12-31T23:59:59Z, the last instant that ISO 8601 writes with four digits. */
const INSTANT_MAX = 253_402_300_799

const instant = integer(0, INSTANT_MAX)
const count = integer(0, Number.MAX_SAFE_INTEGER)
const boolean = oneOf(true, false)
/** Text of the vendor's or of ours: a reader shows it as text and trusts no character of it. */
const anyText = text()
/** Text that a host made: kept, mailed and shown in terminals, so without control characters. */
const hostText = matching(/^[^\p{Cc}]{0,200}$/u)
const hostName = matching(/^[^\p{Cc}]{1,200}$/u)
const kid = matching(/^[A-Za-z0-9._-]{1,64}$/)
/** 32 bytes in base64url: a coordinate of P-256, or an Ed25519 key. */
const coordinate = matching(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/)
const hostId: Shape = (value) => typeof value === 'string' && parseHostId(value).ok
const productId: Shape = (value) => typeof value === 'string' && parseProductId(value).ok
const licenseId: Shape = (value) => typeof value === 'string' && parseId('lic', value).ok
const keyId: Shape = (value) => typeof value === 'string' && parseId('key', value).ok
const requestId: Shape = (value) => typeof value === 'string' && parseId('rr', value).ok
const operationId: Shape = (value) => typeof value === 'string' && parseId('op', value).ok
const refusalCode = matching(/^[A-Z][A-Z0-9_]{1,63}$/)
const compact = matching(/^[A-Za-z0-9._-]{1,4096}$/)

const fingerprint = recordOf(matching(/^[A-Za-z][A-Za-z0-9-]{0,31}$/), matching(/^[A-Za-z0-9+/=_:.-]{1,128}$/), 32)
const namedAccount = objectOf<NonNullable<LicenseClaims['account']>>({ id: text(1), name: anyText }, {})
const account = nullOr(namedAccount)
const confirmation = objectOf<LicenseClaims['cnf']>({ jkt: hostId }, {})
const refusalFacts = recordOf(anyText, either(anyText, integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)))

const license = objectOf<LicenseClaims>(
  {
    iss: text(1),
    sub: licenseId,
    aud: productId,
    jti: text(1),
    iat: instant,
    cnf: confirmation,
    kind: oneOf('standard', 'trial', 'emergency'),
    generation: count,
    productName: anyText,
    edition: anyText,
    features: arrayOf(anyText),
    keyId,
    keyLast5: anyText,
    account,
    host: objectOf<LicenseClaims['host']>({ name: anyText, fingerprint }, {}),
  },
  { exp: instant, renewFrom: instant, graceUntil: instant, expiresAt: instant, maintenanceUntil: instant },
)

const receipt = objectOf<ReceiptClaims>(
  {
    iss: text(1),
    sub: licenseId,
    aud: productId,
    jti: text(1),
    iat: instant,
    cnf: confirmation,
    generation: count,
    operationId,
  },
  {},
)

const deviceKey = exactObjectOf<DeviceKey>({ kty: oneOf('EC'), crv: oneOf('P-256'), x: coordinate, y: coordinate }, {})

const licenseRows = arrayOf(exactObjectOf<{ licenseId: string }>({ licenseId }, {}), LIMITS.rowsMax)
type IntentOf<T extends RequestIntent['type']> = Extract<RequestIntent, { readonly type: T }>
const anyType = text()

const intent = taggedBy('type', {
  'look-up': exactObjectOf<IntentOf<'look-up'>>({ type: anyType }, {}),
  associate: exactObjectOf<IntentOf<'associate'>>({ type: anyType }, {}),
  activate: exactObjectOf<IntentOf<'activate'>>(
    {
      type: anyType,
      rows: arrayOf(
        exactObjectOf<IntentOf<'activate'>['rows'][number]>({ keyId, product: productId }, {}),
        LIMITS.rowsMax,
      ),
    },
    {},
  ),
  return: exactObjectOf<IntentOf<'return'>>({ type: anyType, rows: licenseRows }, {}),
  transfer: exactObjectOf<IntentOf<'transfer'>>({ type: anyType, rows: licenseRows }, {}),
  emergency: exactObjectOf<IntentOf<'emergency'>>({ type: anyType, rows: licenseRows }, {}),
  renew: exactObjectOf<IntentOf<'renew'>>({ type: anyType, rows: licenseRows }, {}),
  fetch: exactObjectOf<IntentOf<'fetch'>>({ type: anyType, rows: licenseRows }, {}),
  'lost-pc': exactObjectOf<IntentOf<'lost-pc'>>(
    { type: anyType, reason: oneOf(...SELF_RETURN_REASONS), rows: licenseRows },
    {},
  ),
  'request-status': exactObjectOf<IntentOf<'request-status'>>(
    { type: anyType, ids: arrayOf(requestId, LIMITS.rowsMax) },
    {},
  ),
  'support-request': exactObjectOf<IntentOf<'support-request'>>(
    {
      type: anyType,
      reason: oneOf(...RETURN_REASONS),
      licenseIds: arrayOf(licenseId, LIMITS.rowsMax),
      email: matching(/^[^\p{Cc}]{0,254}$/u),
      message: text(0, LIMITS.noteCharsMax),
    },
    { language: oneOf(...LANGUAGES) },
  ),
} satisfies Record<RequestIntent['type'], Shape>)

const hostRequest = exactObjectOf<HostRequestClaims>(
  {
    iss: hostId,
    aud: text(1, 512),
    jti: operationId,
    iat: instant,
    host: exactObjectOf<HostRequestClaims['host']>({ key: deviceKey, name: hostName, os: hostText, fingerprint }, {}),
    intent,
  },
  { accountToken: compact, encryptedKey: compact },
)

const licenseFactsShapes = {
  id: licenseId,
  keyId,
  keyLast5: anyText,
  product: productId,
  productName: anyText,
  edition: anyText,
  associatedTo: taggedBy('kind', {
    none: () => true,
    you: objectOf<Extract<LicenseFacts['associatedTo'], { kind: 'you' }>>({ kind: anyType, name: anyText }, {}),
    another: () => true,
  }),
  activatedOn: taggedBy('kind', {
    none: () => true,
    here: objectOf<Extract<LicenseFacts['activatedOn'], { kind: 'here' }>>({ kind: anyType, since: instant }, {}),
    elsewhere: objectOf<Extract<LicenseFacts['activatedOn'], { kind: 'elsewhere' }>>(
      { kind: anyType, hostName: anyText, since: instant },
      {},
    ),
  }),
  standing: oneOf('good', 'suspended', 'revoked'),
  expiresAt: nullOr(instant),
} satisfies Record<Exclude<keyof LicenseFacts, 'emergency'>, Shape>

const optionalLicenseFacts = {
  emergency: objectOf<NonNullable<LicenseFacts['emergency']>>({ kind: oneOf('here', 'elsewhere'), until: instant }, {}),
}

const refused = { code: refusalCode, facts: refusalFacts }

const action = taggedBy('state', {
  legal: () => true,
  already: () => true,
  refused: objectOf<Extract<ActionClaims, { state: 'refused' }>>({ state: anyType, ...refused }, {}),
} satisfies Record<ActionClaims['state'], Shape>)

const listedLicense = objectOf<ListedLicenseClaims>(
  {
    ...licenseFactsShapes,
    seatsTotal: count,
    seatsFree: count,
    actions: objectOf<ListedLicenseClaims['actions']>(
      { activate: action, associate: action, return: action },
      { transfer: action, lostPc: action, emergency: action },
    ),
  },
  {
    ...optionalLicenseFacts,
    lostPcReturns: objectOf<NonNullable<ListedLicenseClaims['lostPcReturns']>>({ left: count, max: count }, {}),
    emergencyTerms: objectOf<NonNullable<ListedLicenseClaims['emergencyTerms']>>({ days: count, everyDays: count }, {}),
  },
)

const responseRow = objectOf<ResponseRow>(
  {
    status: oneOf('succeeded', 'refused'),
    alreadySo: boolean,
    license: nullOr(objectOf<LicenseFacts>(licenseFactsShapes, optionalLicenseFacts)),
  },
  {
    refusal: objectOf<NonNullable<ResponseRow['refusal']>>(refused, {}),
    licenseFile: text(1),
    receipt: text(1),
  },
)

const response = objectOf<ResponseClaims>(
  {
    iss: text(1),
    aud: hostId,
    sub: operationId,
    iat: instant,
    exp: instant,
    account,
    rows: arrayOf(responseRow),
    licenses: arrayOf(listedLicense),
  },
  {
    receiver: namedAccount,
    returnRequest: objectOf<NonNullable<ResponseClaims['returnRequest']>>({ id: anyText, state: anyText }, {}),
    returnRequests: arrayOf(
      objectOf<ReturnRequestStatus>(
        { id: anyText, state: anyText, stage: anyText, openedAt: instant, dueAt: instant, closedAt: nullOr(instant) },
        {},
      ),
    ),
  },
)

const p256 = { kid, kty: oneOf('EC'), crv: oneOf('P-256'), x: coordinate, y: coordinate }

const keyOfKnownKind = taggedBy('alg', {
  ES256: objectOf<Required<PublicKey>>({ ...p256, use: oneOf('sig'), alg: anyType }, {}),
  'ECDH-ES': objectOf<Required<PublicKey>>({ ...p256, use: oneOf('enc'), alg: anyType }, {}),
  Ed25519: objectOf<PublicKey>(
    { kid, use: oneOf('sig'), alg: anyType, kty: oneOf('OKP'), crv: oneOf('Ed25519'), x: coordinate },
    { y: () => false },
  ),
} satisfies Record<PublicKey['alg'], Shape>)

/** A public key that this version can use; a private one among them would be a leak, and is refused. */
const usableKey: Shape = (value) => keyOfKnownKind(value) && !Object.hasOwn(value as object, 'd')

/** Keys of a kind that this version does not know pass here and are left out by `usableKeys`. */
const listedKey: Shape = (value) => usableKey(value) || isOfUnknownKind(value)

const namedKey = objectOf<{ kid: string; use: string; alg: string }>({ kid, use: text(1), alg: text(1) }, {})

function isOfUnknownKind(value: unknown): boolean {
  if (!namedKey(value) || Object.hasOwn(value as object, 'd')) return false
  const { alg, use } = value as { alg: string; use: string }
  return !['ES256', 'Ed25519', 'ECDH-ES'].includes(alg) || !['sig', 'enc'].includes(use)
}

const keySet = objectOf<KeySetClaims>(
  {
    iss: text(1),
    iat: instant,
    root: (value) => usableKey(value) && (value as PublicKey).use === 'sig',
    keys: (value) => arrayOf(listedKey, 100)(value) && areDistinct((value as PublicKey[]).map((key) => key.kid)),
  },
  {},
)

function areDistinct(names: readonly string[]): boolean {
  return new Set(names).size === names.length
}

/** The keys of a set that this version knows how to use. */
export function usableKeys(keys: readonly PublicKey[]): readonly PublicKey[] {
  return keys.filter(usableKey)
}

/** The shape of the claims of each type of document. */
export const CLAIM_SHAPES: Readonly<Record<DocumentType, Shape>> = { license, hostRequest, response, receipt, keySet }
