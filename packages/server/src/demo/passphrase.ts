/** 128 short words without twins that sound alike. */
const WORDS = (
  'acorn amber anchor apple arrow aspen autumn badger bamboo banjo barley basil beacon birch bison border breeze bridge ' +
  'bronze button cabin cactus candle canoe carbon cedar cello chalk cherry cider clover cobalt comet copper coral cotton ' +
  'crane cricket dahlia desert dolphin dragon echo ember falcon fennel fern fiddle finch forest fossil garden garnet ginger ' +
  'glacier granite harbor hazel heron honey indigo island ivory jasmine jungle juniper kettle lagoon lantern laurel lemon ' +
  'lilac linen lotus lumber magnet mango maple marble meadow melon mint mosaic nectar nutmeg oasis olive onyx opal orange ' +
  'orchid otter oyster panda paper pebble pepper pewter piano pine plum pollen poppy prairie quartz quill rabbit raven ' +
  'ribbon river robin saddle saffron sail salmon sequoia silver sparrow spruce summit thistle timber tulip'
).split(' ')

const WORDS_PER_PASSPHRASE = 4

/** Makes a passphrase of four words (28 bits): enough behind the limit of sign-ins, on a demo that only this machine reaches. */
export function makePassphrase(random: (sizeBytes: number) => Uint8Array): string {
  return Array.from(random(WORDS_PER_PASSPHRASE), (byte) => WORDS[byte % WORDS.length]).join('-')
}

/** How many words there are; a power of two makes every word equally likely. */
export const WORD_COUNT = WORDS.length
