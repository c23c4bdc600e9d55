import { ID_RANDOM_BYTES, type LicenseId, makeId, type TransferId } from '@latchkey/core/ids'
import { err, ok } from '@latchkey/core/result'
import { deriveLinkToken, hashSecret } from '../../signing/sealing.ts'
import { type Handler, refuse } from '../call.ts'
import { answerOf, commandOf } from './command.ts'
import { accountOf } from './own.ts'
import { countMailOf } from './people/links.ts'

/** What the token of an offer's link is derived for; the mail derives it anew. */
const LINK_PURPOSE = 'transfer'

export const listMyTransfers: Handler<'listMyTransfers'> = async (call, { store }) =>
  ok(await store.reads.myTransfers(accountOf(call), call.query))

/** Nothing that opens the link is stored or answered: only the mail tells it. */
export const offerTransfer: Handler<'offerTransfer'> = async (call, services) => {
  const limited = await countMailOf(call, services, call.body.email)
  if (limited !== null) return err(limited)
  const { store, random, keys } = services
  const id = makeId('trf', random(ID_RANDOM_BYTES))
  const executed = await store.execute({
    ...commandOf(call),
    type: 'offer-transfer',
    id,
    account: accountOf(call),
    licenseIds: call.body.licenseIds as LicenseId[],
    email: call.body.email,
    tokenHash: hashSecret(deriveLinkToken(LINK_PURPOSE, id, keys.secrets)),
  })
  return answerOf(executed, 'license')
}

export const withdrawTransfer: Handler<'withdrawTransfer'> = async (call, { store }) => {
  const id = call.params.id as TransferId
  return answerOf(
    await store.execute({ ...commandOf(call), type: 'withdraw-transfer', id, account: accountOf(call) }),
    'transfer',
  )
}

export const showTransferOffer: Handler<'showTransferOffer'> = async ({ body }, { store }) => {
  const offer = await store.reads.transferOffer(hashSecret(body.token))
  return typeof offer === 'string' ? refuse(offer) : ok(offer)
}

export const acceptTransfer: Handler<'acceptTransfer'> = async (call, { store }) => {
  const tokenHash = hashSecret(call.body.token)
  return answerOf(
    await store.execute({ ...commandOf(call), type: 'accept-transfer', tokenHash, account: accountOf(call) }),
    'transfer',
  )
}

export const disputeTransfer: Handler<'disputeTransfer'> = async (call, { store }) => {
  const id = call.params.id as TransferId
  const { message } = call.body
  const command = { ...commandOf(call), type: 'dispute-transfer', id, account: accountOf(call), message } as const
  return answerOf(await store.execute(command), 'transfer')
}

export const listTransfers: Handler<'listTransfers'> = async ({ query }, { store }) =>
  ok(await store.reads.transfers(query))

export const settleTransfer: Handler<'settleTransfer'> = async (call, { store }) => {
  const id = call.params.id as TransferId
  return answerOf(await store.execute({ ...commandOf(call), type: 'settle-transfer', id, ...call.body }), 'transfer')
}
