import type { ReactNode } from "react"
import { type Tone, toneOf } from "../model/Health.ts"
import { Icon, type IconName } from "./Icon.tsx"

const icons: Readonly<Record<Tone, IconName>> = {
  good: "check",
  live: "spinner",
  warn: "alert",
  bad: "cross",
  idle: "dot"
}

/** The icon of a status; colour alone would say nothing to some. */
export const StatusIcon = ({ status, size = 15 }: { status: string; size?: number }): ReactNode => {
  const tone = toneOf(status)
  const name = status === "cancelled" ? "ban" : status === "blocked" ? "pause" : icons[tone]
  return <Icon name={name} size={size} className={tone === "live" ? "status spin" : "status"} />
}

/** A word in the colour of what it means. */
export const Badge = ({ tone, children }: { tone: Tone; children: ReactNode }): ReactNode => (
  <span className="badge" data-tone={tone}>
    <Icon name={icons[tone]} size={13} className={tone === "live" ? "spin" : ""} />
    {children}
  </span>
)

/** The status of a run or stream. */
export const StatusBadge = ({ status }: { status: string }): ReactNode => (
  <span className="badge" data-tone={toneOf(status)}>
    <StatusIcon status={status} size={13} />
    {status}
  </span>
)
