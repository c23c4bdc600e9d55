// Preloaded into a wizard's process: its clock is off by TEST_CLOCK_SHIFT_MS, as a PC's may be.
const shiftMs = Number(process.env.TEST_CLOCK_SHIFT_MS ?? 0)
const now = Date.now.bind(Date)
Date.now = () => now() + shiftMs
