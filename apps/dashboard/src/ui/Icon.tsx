import type { ReactNode } from "react"

const paths = {
  alert: "M8 2.2 14.6 13.6H1.4ZM8 6.4v3.2M8 11.6v.1",
  arrow: "M3 8h9.5M9 4.5 12.5 8 9 11.5",
  ban: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM3.9 3.9l8.2 8.2",
  bell: "M4 7a4 4 0 0 1 8 0c0 3.6 1.4 4.4 1.4 4.4H2.6S4 10.6 4 7ZM6.7 13.6h2.6",
  calendar: "M2.5 3.5h11v10h-11ZM2.5 6.8h11M5.5 2v3M10.5 2v3",
  check: "m3.2 8.6 3.2 3.2 6.4-7.4",
  clock: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 4.8V8l2.2 1.6",
  cross: "m4 4 8 8M12 4l-8 8",
  dot: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z",
  graph: "M4 2.5v3M12 10.5v3M2.5 5.5h3v3h-3ZM10.5 7.5h3v3h-3ZM5.5 7c3 0 2 2 5 2",
  home: "M2.5 7.5 8 3l5.5 4.5M4 6.5v6.5h8V6.5",
  hook: "M6 9.5A3 3 0 1 1 8 4l2 3.5M10 7.5a3 3 0 1 1-2 5H4.5",
  inbox: "M2.5 9h3l1 2h3l1-2h3M2.5 9 4.5 3h7l2 6v4h-11Z",
  key: "M10.5 2.5a3 3 0 1 1-2.6 4.5L2.5 12.4v1.1h2v-1.5H6v-1.5l2-2",
  list: "M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.1M2.5 8h.1M2.5 12h.1",
  moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5Z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  plug: "M6 2v3M10 2v3M4 5h8v2.5a4 4 0 0 1-8 0ZM8 11.5V14",
  server: "M2.5 3h11v4h-11ZM2.5 9h11v4h-11ZM5 5h.1M5 11h.1",
  spinner: "M8 2a6 6 0 1 1-5.2 3",
  out: "M6 2.5H3v11h3M6.5 8h7M11 5.5 13.5 8 11 10.5",
  trash: "M2.5 4h11M6 4V2.5h4V4M4 4l.6 9.5h6.8L12 4",
  menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11"
} as const

/** The icons there are. */
export type IconName = keyof typeof paths

/** A drawing that says nothing a text beside it does not say. */
export const Icon = ({
  name,
  size = 16,
  className
}: {
  name: IconName
  size?: number
  className?: string
}): ReactNode => (
  <svg
    aria-hidden="true"
    className={className}
    width={size}
    height={size}
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.5"
    strokeLinecap="round"
    strokeLinejoin="round"
  >
    <path d={paths[name]} />
  </svg>
)
