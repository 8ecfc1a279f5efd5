const quote = 34
const backslash = 92
const openers = new Set([91, 123])
const closers = new Set([93, 125])

/** Whether arrays and objects of this JSON text are nested deeper than so many levels; of other text the answer means nothing. */
export const isDeeperThan = (text: string, levels: number): boolean => {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (inString) {
      if (code === backslash) at++
      else if (code === quote) inString = false
    } else if (code === quote) inString = true
    else if (openers.has(code)) {
      if (++depth > levels) return true
    } else if (closers.has(code)) depth--
  }
  return false
}
