import { DateTime } from "effect"
import { type ReactNode, useSyncExternalStore } from "react"
import { longTime, relative } from "../model/Format.ts"

const listeners = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

// One clock for the page, so that all times on it change together.
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const each of listeners) each()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The time by this browser's clock, in milliseconds, anew every second. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now)

/** How long ago or how soon; the exact time when pointed at. */
export const Ago = ({ at, none = "never" }: { at: DateTime.Utc | null; none?: string }): ReactNode => {
  const current = useNow()
  return at === null ? (
    <span className="muted">{none}</span>
  ) : (
    <time className="nowrap" dateTime={DateTime.formatIso(at)} title={longTime(at)}>
      {relative(at, current)}
    </time>
  )
}
