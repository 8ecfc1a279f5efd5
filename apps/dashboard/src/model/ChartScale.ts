/** Round whole numbers from 0 to at least `most`, for the lines of a chart of counts. */
export const ticksUpTo = (most: number, count = 3): ReadonlyArray<number> => {
  if (!(most > 0)) return [0, 1]
  const rough = Math.max(1, most / count)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power
  const ticks = [0]
  while ((ticks.at(-1) ?? 0) < most) ticks.push(ticks.length * step)
  return ticks
}

/** The same for lengths of time in seconds, at steps that people count time in. */
export const timeTicksUpTo = (seconds: number, count = 3): ReadonlyArray<number> => {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400]
  const step = steps.find((candidate) => candidate * count >= seconds)
  if (step === undefined) return ticksUpTo(seconds / 86_400, count).map((days) => days * 86_400)
  const ticks = [0]
  while ((ticks.at(-1) ?? 0) < seconds) ticks.push(ticks.length * step)
  return ticks.length === 1 ? [0, step] : ticks
}
