import { followKb1023 } from './support/kb1023.ts'
import { atScreens } from './support/screens.ts'

followKb1023({
  name: 'the terminal',
  async at(_, pc, work) {
    await using terminal = pc.open()
    return await work(atScreens(terminal))
  },
})
