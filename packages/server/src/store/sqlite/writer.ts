import { randomFillSync } from 'node:crypto'
import { flushCompileCache } from 'node:module'
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { openConnection } from './connection.ts'
import { groupCommitter } from './group-commit.ts'
import type { NumberedJob, ToWriter, WriterPlace } from './messages.ts'
import { Writer } from './transaction.ts'

/**
 * The writer's thread: the only place that writes licensing data. A composition root of its own, like `main.ts`, because functions
 * (randomness) cannot be passed from one thread to another.
 */

/** Random bytes are drawn in blocks: an id needs 13, a call for each would cost more than the id. */
const RANDOM_BLOCK_BYTES = 16 * 1024
/** More than this in one transaction would keep the first of it waiting. */
const GROUP_MAX = 512

function blockwiseRandom(): (count: number) => Uint8Array {
  const block = new Uint8Array(RANDOM_BLOCK_BYTES)
  let used = RANDOM_BLOCK_BYTES
  return (count) => {
    if (used + count > RANDOM_BLOCK_BYTES) {
      randomFillSync(block)
      used = 0
    }
    used += count
    return block.subarray(used - count, used)
  }
}

function runWriter(port: MessagePort, { path }: WriterPlace): void {
  const db = openConnection(path)
  const commitJobs = groupCommitter(new Writer(db, blockwiseRandom()))
  port.on('message', (first: ToWriter) => {
    const messages = [first, ...waiting(port)]
    const jobs = messages.flatMap((message) => (message.type === 'jobs' ? message.jobs : []))
    for (const group of inGroups(jobs)) port.postMessage(commitJobs(group))
    if (messages.some((message) => message.type === 'close')) {
      db.close()
      port.close()
    }
  })
}

/** Whatever else has arrived meanwhile goes into the same transaction: one sync of the disk for all of it. */
function waiting(port: MessagePort): ToWriter[] {
  const messages: ToWriter[] = []
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
    messages.push(next.message)
  }
  return messages
}

function inGroups(jobs: readonly NumberedJob[]): readonly (readonly NumberedJob[])[] {
  const groupCount = Math.ceil(jobs.length / GROUP_MAX)
  return Array.from({ length: groupCount }, (_, index) => jobs.slice(index * GROUP_MAX, (index + 1) * GROUP_MAX))
}

// What was stripped and compiled for this thread is kept now: one that is killed would never write it.
flushCompileCache()
if (parentPort === null) throw new Error('the writer runs as a worker thread')
runWriter(parentPort, workerData)
