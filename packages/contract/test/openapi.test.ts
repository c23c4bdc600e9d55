import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, test } from 'vitest'
import { openApiDocument, statusesOf } from '../src/openapi.ts'
import { OPERATIONS, type OperationName, operationOf } from '../src/operations.ts'

const document = openApiDocument('1.2.3')
const names = Object.keys(OPERATIONS) as OperationName[]

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const validator = new Validator()
    const result = await validator.validate(JSON.parse(JSON.stringify(document)))
    expect(result.errors).toBeUndefined()
    expect(result.valid).toBe(true)
    expect(validator.version).toBe('3.1')
  })

  test.each(names)('documents %s with each of its statuses', (name) => {
    const { method, path } = operationOf(name)
    const item = document.paths?.[path.replaceAll(/:(\w+)/g, '{$1}')]
    const operation = item?.[method.toLowerCase() as 'get']
    expect(operation?.operationId).toBe(name)
    expect(new Set(Object.keys(operation?.responses ?? {}).map(Number))).toEqual(statusesOf(name))
  })

  test('keeps what clients rely on: nullable, defaults, closed objects', () => {
    const schemas = JSON.parse(JSON.stringify(document.components?.schemas))
    expect(schemas.License.properties.expiresAt.anyOf).toContainEqual({ type: 'null' })
    expect(schemas.KeyBody.properties.policy.default).toBe('standard')
    expect(schemas.KeyBody.required).toEqual(['order', 'products'])
    expect(schemas.KeyBody.additionalProperties).toBe(false)
  })

  test('asks a token of everything but what anybody may do', () => {
    const open = names.filter((name) => operationOf(name).access === 'anybody')
    expect(open).toEqual([
      'getServer',
      'getBrand',
      'signIn',
      'answerHostRequest',
      'answerOfflineRequest',
      'staffSignIn',
      'beginSession',
      'beginPasskeySignIn',
      'signInWithPasskey',
      'register',
      'confirmRegistration',
      'requestPasswordReset',
      'resetPassword',
      'confirmEmail',
      'lookUpLink',
      'sendReturnRequestForm',
    ])
  })
})
