import type { ReactNode } from "react"
import type { Tone } from "../model/Health.ts"

/** How much of something is done, from 0 to 1; null while nobody can tell. */
export const Meter = (props: { label: string; share: number | null; tone?: Tone; size?: "l" }): ReactNode => (
  <div
    className="meter"
    role="progressbar"
    aria-label={props.label}
    aria-valuemin={0}
    aria-valuemax={100}
    {...(props.share === null ? {} : { "aria-valuenow": Math.round(props.share * 100) })}
    data-size={props.size}
    data-tone={props.tone}
  >
    <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect width={(props.share ?? 0) * 100} height="4" />
    </svg>
  </div>
)
