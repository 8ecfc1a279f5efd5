/**
 * Whether a source is there at all, as plain data. After so many requests in a row without an answer it is taken for down:
 * nothing is sent but probes, until as many of those in a row are answered as it takes to believe it (decision 0015).
 */
export type UpstreamBreaker =
  | { readonly _tag: "Closed"; readonly failures: number }
  | { readonly _tag: "Open"; readonly answers: number }

/** What became of requests: how many were answered, and how many failed after the last answer. */
export interface TransportNews {
  readonly answered: number
  readonly failed: number
}

/** That there is none. */
export const unheard: TransportNews = { answered: 0, failed: 0 }

const opensAfter = 5
const closesAfter = 2

/** A breaker that lets requests pass. */
export const closed: UpstreamBreaker = { _tag: "Closed", failures: 0 }

/** A breaker that waits for probes. */
export const open: UpstreamBreaker = { _tag: "Open", answers: 0 }

/** Counts what became of requests. Once it is open, requests of before say nothing new. */
export const tell = (breaker: UpstreamBreaker, { answered, failed }: TransportNews): UpstreamBreaker => {
  if (breaker._tag === "Open") return breaker
  const failures = answered > 0 ? failed : breaker.failures + failed
  return failures >= opensAfter ? open : { _tag: "Closed", failures }
}

/** Counts what became of a probe. */
export const probed = (breaker: UpstreamBreaker, wasAnswered: boolean): UpstreamBreaker => {
  if (breaker._tag === "Closed") return breaker
  if (!wasAnswered) return open
  return breaker.answers + 1 >= closesAfter ? closed : { _tag: "Open", answers: breaker.answers + 1 }
}
