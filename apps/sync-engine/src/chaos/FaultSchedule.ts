import { Utils } from "effect"

/** How long a fault of a kind lasts: from the shortest to the longest, in seconds. */
type Range = readonly [shortest: number, longest: number]

/**
 * Every kind of fault, by what it strikes. Kinds of one lane follow each other, lanes run side by side: a source fails
 * while a node is down and the database is slow.
 */
export const lanes = {
  node: {
    /** SIGKILL; it is started again. */
    "node-killed": [3, 10],
    /** SIGTERM; it is started again. */
    "node-stopped": [3, 10],
    /** SIGSTOP, then SIGCONT. */
    "node-paused": [20, 60],
    /** Nothing passes between this one node and PostgreSQL. */
    "node-cut-off": [15, 30]
  },
  database: {
    /** A fast shutdown and a start. */
    "database-restarted": [1, 4],
    /** SIGKILL of the server; it recovers at its next start. */
    "database-killed": [1, 6],
    /** `pg_terminate_backend` of every session of the nodes. */
    "sessions-terminated": [1, 1],
    /** The nodes' connections are reset on the way. */
    "connections-reset": [1, 1],
    /** Each packet between nodes and PostgreSQL is late. */
    "database-slow": [5, 15],
    /** Nothing passes between any node and PostgreSQL. */
    "database-silent": [4, 20]
  },
  source: {
    "source-429": [3, 10],
    "source-500": [3, 10],
    "source-503": [3, 10],
    "source-timeout": [4, 10],
    "source-cut-body": [3, 10],
    "source-wrong-json": [3, 10],
    "source-html": [3, 10],
    "source-duplicate-rows": [4, 10],
    "source-missing-rows": [4, 10]
  },
  credential: {
    /** All access tokens run out at once: whoever asks next refreshes. */
    "token-expired": [2, 5],
    /** All tokens are taken back; somebody connects again. */
    "token-revoked": [6, 12]
  },
  webhooks: {
    "webhooks-forged": [5, 15],
    "webhooks-duplicated": [5, 15],
    "webhooks-reordered": [5, 15],
    /** The source switches a subscription off without a word. */
    "webhooks-switched-off": [2, 5]
  },
  clock: {
    /** The source's clock leaps ahead. */
    "clock-advanced": [1, 1],
    /** The source's clock stands still, so that many changes share a second. */
    "clock-stopped": [4, 12]
  }
} as const satisfies Readonly<Record<string, Readonly<Record<string, Range>>>>

/** What faults strike. */
export type Lane = keyof typeof lanes

/** The kinds of a lane. */
export type KindOf<L extends Lane> = Extract<keyof (typeof lanes)[L], string>

/** A kind of fault. */
export type FaultKind = { readonly [L in Lane]: KindOf<L> }[Lane]

/** One fault of a schedule. */
export interface Fault {
  readonly lane: Lane
  readonly kind: FaultKind
  /** When it begins, in seconds from the start. */
  readonly at: number
  /** How long it lasts. */
  readonly seconds: number
  /** Chooses among what it may strike; from 0 up to 1. */
  readonly draw: number
}

/** All kinds. */
export const faultKinds = Object.values(lanes).flatMap((kinds) =>
  Object.keys(kinds)
) as ReadonlyArray<FaultKind>

const pause: Range = [2, 8]

const shuffled = <A>(random: Utils.PCGRandom, items: ReadonlyArray<A>): ReadonlyArray<A> => {
  const rest = [...items]
  return items.flatMap(() => rest.splice(random.integer(rest.length), 1))
}

const within = (random: Utils.PCGRandom, [shortest, longest]: Range): number =>
  Math.round((shortest + random.number() * (longest - shortest)) * 10) / 10

/** The faults of one lane: rounds of all its kinds, each in an order of its own, until the time is up. */
const laneSchedule = (seed: number, lane: Lane, place: number, end: number): ReadonlyArray<Fault> => {
  const random = new Utils.PCGRandom(seed, place + 1)
  const ranges = new Map<string, Range>(Object.entries(lanes[lane]))
  const faults: Array<Fault> = []
  let at = 1
  for (let round = 0; at < end; round++) {
    for (const [kind, range] of shuffled(random, [...ranges])) {
      // The first round is short, so that even a minute sees every kind.
      const seconds = round === 0 ? range[0] : within(random, range)
      if (at + seconds > end) return faults
      faults.push({ lane, kind: kind as FaultKind, at, seconds, draw: random.number() })
      at += seconds + (round === 0 ? pause[0] : within(random, pause))
    }
  }
  return faults
}

/** What breaks when: the same for the same seed and length. A minute or more sees every kind. */
export const faultSchedule = (options: {
  readonly seed: number
  readonly minutes: number
}): ReadonlyArray<Fault> =>
  (Object.keys(lanes) as ReadonlyArray<Lane>)
    .flatMap((lane, place) => laneSchedule(options.seed, lane, place, options.minutes * 60))
    .toSorted((one, other) => one.at - other.at)
