import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Begins with the tests of the whole system, which take minutes each and are often short to read: a clean clone knows no durations, would go
 * by the size of files, and its last worker would be busy with one of them long after the others have ended.
 */
export class WholeSystemFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isWhole = ({ moduleId }: TestSpecification) => relative(this.ctx.config.root, moduleId).startsWith('test')
    return [...sorted.filter(isWhole), ...sorted.filter((file) => !isWhole(file))]
  }
}
