import type { HostId, OperationId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import type { ResponseClaims, ResponseRow } from '@latchkey/license-file/documents'
import type { ServerKeys } from '../../signing/keys.ts'
import { signByNode } from '../../signing/node-cryptography.ts'
import type { HostAnswer, UnsignedRow } from '../../store/store.ts'

/** Signs what was committed: license files and receipts, then the response that holds them. */
export function signResponse(answer: HostAnswer, host: HostId, operation: OperationId, keys: ServerKeys): string {
  const { at, account, receiver, rows, licenses, returnRequest, returnRequests } = answer
  const claims: ResponseClaims = {
    iss: keys.issuer,
    aud: host,
    sub: operation,
    iat: Math.floor(at / 1000),
    exp: Math.floor((at + LIMITS.offlineResponseMs) / 1000),
    account,
    ...(receiver === undefined ? {} : { receiver }),
    rows: rows.map((row) => signRow(row, keys)),
    licenses,
    ...(returnRequest === null ? {} : { returnRequest }),
    ...(returnRequests === undefined ? {} : { returnRequests }),
  }
  return signByNode('response', claims, keys.signing)
}

function signRow({ licenseClaims, receiptClaims, ...row }: UnsignedRow, keys: ServerKeys): ResponseRow {
  const iss = keys.issuer
  return {
    ...row,
    ...(licenseClaims === null ? {} : { licenseFile: signByNode('license', { iss, ...licenseClaims }, keys.signing) }),
    ...(receiptClaims === null ? {} : { receipt: signByNode('receipt', { iss, ...receiptClaims }, keys.signing) }),
  }
}
