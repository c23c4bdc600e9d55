import { expect, test } from 'vitest'
import { ACTIONS, BUTTONS, COLUMNS, FIELDS, STEP_STATES, TITLES, WAYS_OUT } from '../src/labels.ts'
import { w } from '../src/words.ts'

test('the words of KB1023 and product.md are kept: somebody follows them word for word', () => {
  expect(TITLES.wizard).toBe('License Wizard')
  expect(FIELDS).toMatchObject({
    activate: 'Activate product license',
    manage: 'Manage',
    account: 'Use my account',
    hasKey: 'I also have an Activation Key',
    keyOnly: 'Use my Activation Key',
    username: 'Username',
    password: 'Password',
    key: 'Activation Key',
  })
  expect(BUTTONS).toMatchObject({
    next: 'Next >',
    back: 'Back',
    cancel: 'Cancel',
    ok: 'OK',
    yes: 'Yes',
    no: 'No',
    restart: 'Restart',
  })
  expect(ACTIONS).toMatchObject({ none: 'No change', activate: 'Activate', return: 'Return', associate: 'Associate' })
  expect(ACTIONS.transfer).toBe('Move to another account')
  expect(COLUMNS).toEqual({
    product: 'Product',
    edition: 'Edition',
    key: 'Key',
    associatedTo: 'Associated to',
    activatedOn: 'Activated on',
    expires: 'Expires',
    action: 'Action',
    status: 'Status',
    note: 'Note',
  })
  expect(TITLES.exit).toBe('Do you want to exit?')
  expect(TITLES.result).toBe('Status')
  expect(w.succeeded).toBe('Succeeded')
  expect(STEP_STATES).toEqual({ done: 'Done', current: 'Current' })
  expect(WAYS_OUT).toEqual({
    'return-there': 'Return it there',
    'lost-pc': 'I no longer have that PC',
    emergency: 'Go on at once with an emergency license',
    'ask-support': 'Ask Support',
  })
})

test('sentences count in singular and plural', () => {
  expect(w.holds('PC-1', ['A (active)'])).toBe('This PC (PC-1) holds 1 license: A (active).')
  expect(w.holds('PC-1', ['A (active)', 'B (expired)', 'C (active)'])).toBe(
    'This PC (PC-1) holds 3 licenses: A (active), B (expired), and C (active).',
  )
  expect(w.nextAssociates(['A'], 'maria')).toBe(
    'Next > will associate 1 license to maria: A; this stays even if you cancel.',
  )
})
