import { LIMITS } from '@latchkey/core/limits'
import type { Operation } from './operation.ts'
import * as s from './schemas.ts'

/** Room for the escapes of JSON around the largest file. */
const OFFLINE_BODY_BYTES_MAX = 2 * LIMITS.offlineFileBytesMax

/** Of a host request as a whole, however it is carried; each row has its own. */
const HOST_REQUEST_REFUSALS = [
  'KEY_MALFORMED',
  'KEY_UNKNOWN',
  'KEY_REPLACED',
  'SIGN_IN_EXPIRED',
  'REQUEST_STALE',
  'CLOCK_SKEW',
  'OPERATION_REUSED',
  'KEY_REQUIRED',
  'NOT_FOUND',
] as const

/** What a host calls, and anybody who wants to know which server this is. */
export const HOST_OPERATIONS = {
  getServer: {
    method: 'GET',
    path: '/v1/server',
    summary: 'The server: who it is, its time, its key set',
    access: 'anybody',
    status: 200,
    answer: s.serverFacts,
    refusals: [],
  },
  getBrand: {
    method: 'GET',
    path: '/v1/brand',
    summary: 'The vendor: its name and logo, for the pages; its colors are at /v1/brand.css',
    access: 'anybody',
    status: 200,
    answer: s.brand,
    refusals: [],
  },
  signIn: {
    method: 'POST',
    path: '/v1/sign-in',
    summary: 'Sign in to a Software Download account from a host',
    access: 'anybody',
    body: s.signIn,
    status: 200,
    answer: s.signedIn,
    refusals: ['SIGN_IN_FAILED', 'SERVER_BUSY'],
  },
  answerHostRequest: {
    method: 'POST',
    path: '/v1/host-requests',
    summary:
      'Look up, associate, activate, return, renew, fetch, or ask Support: a request signed by the device key, answered signed',
    access: 'anybody',
    body: s.hostRequest,
    status: 200,
    answer: s.hostResponse,
    refusals: HOST_REQUEST_REFUSALS,
  },
  answerOfflineRequest: {
    method: 'POST',
    path: '/v1/offline-requests',
    summary: 'The same as a file, for a PC without network: a request or return file in, the response file out',
    access: 'anybody',
    body: s.offlineRequest,
    bodyBytesMax: OFFLINE_BODY_BYTES_MAX,
    status: 200,
    answer: s.offlineResponse,
    refusals: [...HOST_REQUEST_REFUSALS, 'CROSS_SITE'],
  },
} as const satisfies Record<string, Operation>
