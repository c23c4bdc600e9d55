import { STAFF_ROLES } from '@latchkey/core/access'
import { LANGUAGES } from '@latchkey/core/languages'
import { LIMITS } from '@latchkey/core/limits'
import { z } from 'zod'
import { email } from './primitives.ts'

/** The shapes of the HTTP API about people: sessions, second factors, accounts, staff, mails. */

const instant = z.iso.datetime().meta({ description: 'ISO 8601 in UTC' })
const name = z.string().trim().min(1).max(LIMITS.nameCharsMax)
/** A password is checked for length when it is set, never when it is tried. */
const password = z.string().min(1).max(LIMITS.passwordCharsMax)
const newPassword = z
  .string()
  .min(LIMITS.passwordWithSecondFactorCharsMin)
  .max(LIMITS.passwordCharsMax)
  .meta({ description: `At least ${LIMITS.passwordCharsMin} characters, with a second factor at least 8` })

const linkToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
const role = z.enum(STAFF_ROLES)
const username = z.string().regex(/^[A-Za-z0-9._-]{3,40}$/)
export const language = z.enum(LANGUAGES)

/** What a browser's WebAuthn calls take and give (`PublicKeyCredential…JSON`), as `@simplewebauthn/browser` or `parse…FromJSON` know it. */
const webAuthn = z.record(z.string(), z.unknown())
const credentialId = z.string().min(1).max(1400)
const base64url = z
  .string()
  .max(20_000)
  .regex(/^[A-Za-z0-9_-]*$/)
export const passkeyAssertion = z
  .object({
    id: credentialId,
    rawId: credentialId,
    type: z.literal('public-key'),
    authenticatorAttachment: z.string().max(40).nullish(),
    clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
    response: z.object({
      clientDataJSON: base64url,
      authenticatorData: base64url,
      signature: base64url,
      userHandle: base64url.nullish(),
    }),
  })
  .meta({ id: 'PasskeyAssertion', description: 'An `AuthenticationResponseJSON` of WebAuthn' })
export const passkeyAttestation = z
  .object({
    id: credentialId,
    rawId: credentialId,
    type: z.literal('public-key'),
    authenticatorAttachment: z.string().max(40).nullish(),
    clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
    response: z.object({
      clientDataJSON: base64url,
      attestationObject: base64url,
      transports: z.array(z.string().max(40)).max(10).optional(),
      publicKeyAlgorithm: z.number().optional(),
      publicKey: base64url.optional(),
      authenticatorData: base64url.optional(),
    }),
  })
  .meta({ id: 'PasskeyAttestation', description: 'A `RegistrationResponseJSON` of WebAuthn' })
export const passkeyOptions = z
  .object({ options: webAuthn.meta({ description: 'For `navigator.credentials`: `PublicKeyCredential…OptionsJSON`' }) })
  .meta({ id: 'PasskeyOptions' })

export const person = z
  .object({
    type: z.enum(['account', 'staff']),
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: role.nullable().meta({ description: 'Of staff; null for the owner of an account' }),
    language,
  })
  .meta({ id: 'Person' })

export const session = z
  .object({
    person,
    needs: z
      .enum(['second-factor', 'second-factor-set-up'])
      .nullable()
      .meta({ description: 'What the sign-in still lacks; until then only a few calls are answered' }),
    secondFactors: z
      .array(z.enum(['totp', 'passkey', 'recovery-code']))
      .meta({ description: 'Those this person can show now' }),
    provenUntil: instant.meta({ description: 'Until then no step-up is asked for' }),
    expiresAt: instant.meta({ description: 'When it ends if it is not used' }),
    endsAt: instant.meta({ description: 'When it ends at the latest' }),
  })
  .meta({ id: 'Session' })
export const newSession = z.strictObject({ login: name, password }).meta({ id: 'NewSession' })
export const passkeySignIn = z.strictObject({ assertion: passkeyAssertion }).meta({ id: 'PasskeySignIn' })

const codeText = z.string().trim().min(1).max(40)
export const secondFactor = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('totp'), code: codeText }),
    z.strictObject({ type: z.literal('recovery-code'), code: codeText }),
    z.strictObject({ type: z.literal('passkey'), assertion: passkeyAssertion }),
  ])
  .meta({ id: 'SecondFactor' })
export const stepUp = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('totp'), code: codeText }),
    z.strictObject({ type: z.literal('recovery-code'), code: codeText }),
    z.strictObject({ type: z.literal('passkey'), assertion: passkeyAssertion }),
    z.strictObject({ type: z.literal('password'), password }),
  ])
  .meta({ id: 'StepUp', description: 'A password is enough only for whoever has no second factor' })

export const sessionRow = z
  .object({
    id: z.string(),
    isThisOne: z.boolean(),
    createdAt: instant,
    usedAt: instant,
    endsAt: instant,
    userAgent: z.string(),
    ip: z.string(),
  })
  .meta({ id: 'SessionRow' })
export const sessions = z.object({ items: z.array(sessionRow) }).meta({ id: 'Sessions' })

export const registration = z.strictObject({ email, language: language.default('en') }).meta({ id: 'Registration' })
export const confirmRegistration = z
  .strictObject({ token: linkToken, password: newPassword })
  .meta({ id: 'ConfirmRegistration' })
export const passwordReset = z.strictObject({ login: name }).meta({ id: 'PasswordReset' })
export const completePasswordReset = z
  .strictObject({ token: linkToken, password: newPassword })
  .meta({ id: 'CompletePasswordReset' })
export const linkLookUp = z.strictObject({ token: linkToken }).meta({ id: 'LinkLookUp' })
export const mailLink = z
  .object({
    purpose: z.enum(['confirm-registration', 'reset-password', 'confirm-email', 'join-staff']),
    email: z.string(),
    expiresAt: instant,
    passwordCharsMin: z.int().meta({ description: 'Of the password that is set with it' }),
  })
  .meta({ id: 'MailLink' })

export const passkey = z
  .object({ id: z.string(), name: z.string(), createdAt: instant, usedAt: instant.nullable() })
  .meta({ id: 'Passkey' })
export const profile = z
  .object({
    ...person.shape,
    createdAt: instant,
    newEmail: z.string().nullable().meta({ description: 'An address that waits for its confirmation' }),
    totp: z.boolean(),
    passkeys: z.array(passkey),
    recoveryCodesLeft: z.int(),
  })
  .meta({ id: 'Profile' })
export const profileBody = z.strictObject({ language }).meta({ id: 'ProfileBody' })
export const passwordChange = z.strictObject({ currentPassword: password, newPassword }).meta({ id: 'PasswordChange' })
export const emailChange = z.strictObject({ email, password }).meta({ id: 'EmailChange' })
export const totpSetUp = z
  .object({
    secret: z.string().meta({ description: 'Base 32, for typing it in' }),
    uri: z.string().meta({ description: '`otpauth://…`, for a QR code' }),
  })
  .meta({ id: 'TotpSetUp' })
export const totpConfirmation = z.strictObject({ code: codeText }).meta({ id: 'TotpConfirmation' })
export const recoveryCodes = z
  .object({
    recoveryCodes: z
      .array(z.string())
      .meta({ description: 'Told this once; empty if the person keeps those they have' }),
  })
  .meta({ id: 'RecoveryCodes' })
export const newPasskey = z.strictObject({ name, attestation: passkeyAttestation }).meta({ id: 'NewPasskey' })
export const addedPasskey = z
  .object({ passkey, recoveryCodes: recoveryCodes.shape.recoveryCodes })
  .meta({ id: 'AddedPasskey' })
export const myExport = z
  .record(z.string(), z.unknown())
  .meta({ id: 'MyExport', description: 'Everything kept about the person, as one JSON document' })

export const staffMember = z
  .object({
    id: z.string(),
    username: z.string(),
    email: z.string(),
    role,
    createdAt: instant,
    hasPassword: z.boolean().meta({ description: 'False until the invitation was taken up' }),
    hasSecondFactor: z.boolean(),
    lastSignInAt: instant.nullable(),
  })
  .meta({ id: 'StaffMember' })
export const staffBody = z
  .strictObject({ username, email, role, language: language.default('en') })
  .meta({ id: 'StaffBody' })
export const roleBody = z.strictObject({ role }).meta({ id: 'RoleBody' })

export const mail = z
  .object({
    id: z.string(),
    template: z.string(),
    to: z.string(),
    language,
    state: z.enum(['waiting', 'sent', 'dead']),
    attempts: z.int(),
    lastError: z.string().nullable(),
    createdAt: instant,
    nextAttemptAt: instant.nullable(),
    sentAt: instant.nullable(),
    licenseId: z.string().nullable(),
    returnRequestId: z.string().nullable(),
  })
  .meta({ id: 'Mail' })
