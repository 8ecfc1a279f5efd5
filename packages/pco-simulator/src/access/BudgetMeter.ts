import type { Json } from "../world/Row.ts"

interface Window {
  allowed: number
  refused: number
}

const maximumWindows = 10_000

/** How one user's budget was used, in windows of one period from the first request on. */
export class BudgetMeter {
  private readonly limit: number
  private readonly periodMillis: number
  private windows: Array<Window> = []
  private first: number | null = null
  private firstRequestAt: string | null = null
  private last = 0

  constructor(limit: number, periodSeconds: number) {
    this.limit = limit
    this.periodMillis = periodSeconds * 1000
  }

  /** Notes a request at a time in milliseconds of a clock that never goes back. */
  note(now: number, allowed: boolean): void {
    this.first ??= now
    this.firstRequestAt ??= new Date().toISOString()
    this.last = now
    const place = Math.min(maximumWindows - 1, Math.floor((now - this.first) / this.periodMillis))
    while (this.windows.length <= place) this.windows.push({ allowed: 0, refused: 0 })
    const window = this.windows[place]
    if (window === undefined) return
    if (allowed) window.allowed += 1
    else window.refused += 1
  }

  reset(): void {
    this.windows = []
    this.first = null
    this.firstRequestAt = null
    this.last = 0
  }

  /** Totals and windows; `utilisation` is over the windows that are complete, null while there is none. */
  report(): Json {
    const share = (allowed: number, windows: number): number | null =>
      this.limit <= 0 || windows === 0 ? null : allowed / (this.limit * windows)
    const total = (windows: ReadonlyArray<Window>, key: keyof Window): number =>
      windows.reduce((sum, window) => sum + window[key], 0)
    const complete = this.windows.slice(0, -1)
    return {
      limit: this.limit,
      periodSeconds: this.periodMillis / 1000,
      firstRequestAt: this.firstRequestAt,
      allowed: total(this.windows, "allowed"),
      refused: total(this.windows, "refused"),
      elapsedSeconds: this.first === null ? 0 : (this.last - this.first) / 1000,
      utilisation: share(total(complete, "allowed"), complete.length),
      windows: this.windows.map((window) => ({ ...window, utilisation: share(window.allowed, 1) }))
    }
  }
}
