import { setTimeout as sleep } from 'node:timers/promises'
import { ok } from '@latchkey/core/result'
import { expect, test } from 'vitest'
import type { Handler } from '../../src/http/call.ts'
import { inStep } from '../../src/http/in-step.ts'

type Asked = Handler<'requestPasswordReset'>
const [call, services] = [{}, {}] as Parameters<Asked>

test('who has more to do answers no later than who has less', async () => {
  const answered: string[] = []
  const ask = (name: string, workMs: number) => {
    const handler: Asked = async () => ok(await sleep(workMs))
    return inStep(handler)(call, services).then(() => answered.push(name))
  }
  await Promise.all([ask('much', 20), ask('little', 1), ask('some', 10)])
  expect(answered).toEqual(['much', 'little', 'some'])
})

const failing: Asked = () => Promise.reject(new Error('the disk is full'))

test('a failure is told as without steps, and nowhere else', async () => {
  await expect(inStep(failing)(call, services)).rejects.toThrow('the disk is full')
})
