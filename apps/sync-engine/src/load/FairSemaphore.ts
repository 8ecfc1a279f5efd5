import { Effect, type Scope } from "effect"

/** Some of a semaphore's permits in one hand. */
export interface Held {
  /** Waits for one more. */
  readonly take: Effect.Effect<void>
  readonly giveBack: (permits: number) => Effect.Effect<void>
  /** Whether somebody waits for one now. */
  readonly isWaitedFor: () => boolean
}

/**
 * A bounded number of permits that many want. Each free one goes to exactly one of those who wait: the keys have it in turns,
 * and the waiters of a key in their order. (Effect's semaphore wakes all of them, of whom all but one wait anew, a frame
 * deeper on their stacks.) Without a key there is one queue for all.
 */
export interface FairSemaphore {
  /** Holds a permit while the effect runs. */
  readonly withPermit: (key?: string) => <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Permits taken one by one; those that are left go back with the scope. */
  readonly held: (key?: string) => Effect.Effect<Held, never, Scope.Scope>
  /** With fewer than are taken, none is free until enough went back. */
  readonly resize: (permits: number) => Effect.Effect<void>
}

const oneForAll = ""

/** One permit, asked for or had. */
interface Claim {
  readonly key: string
  granted: boolean
  onGrant: () => void
}

/** A semaphore of so many permits. */
export const make = (size: number): FairSemaphore => {
  let free = size
  let permits = size
  // The key whose turn is next comes first.
  const waiting = new Map<string, Set<Claim>>()

  const grant = (claim: Claim) => {
    free -= 1
    claim.granted = true
    claim.onGrant()
  }

  const next = () => {
    for (const [key, claims] of waiting) {
      if (free <= 0) return
      const [first] = claims
      if (first === undefined) continue
      claims.delete(first)
      waiting.delete(key)
      if (claims.size > 0) waiting.set(key, claims)
      grant(first)
    }
  }

  const join = (key: string): Claim => {
    const claim: Claim = { key, granted: false, onGrant: () => {} }
    if (free > 0) grant(claim)
    else {
      const others = waiting.get(key)
      if (others === undefined) waiting.set(key, new Set([claim]))
      else others.add(claim)
    }
    return claim
  }

  const leave = (claim: Claim) => {
    if (claim.granted) {
      free += 1
      next()
      return
    }
    const claims = waiting.get(claim.key)
    claims?.delete(claim)
    if (claims?.size === 0) waiting.delete(claim.key)
  }

  const granted = (claim: Claim): Effect.Effect<void> =>
    Effect.async((resume) => {
      if (claim.granted) resume(Effect.void)
      else claim.onGrant = () => resume(Effect.void)
    })

  return {
    // Whatever ends the wait or the work, its claim ends: also one that was granted to somebody who was leaving.
    withPermit:
      (key = oneForAll) =>
      (effect) =>
        Effect.uninterruptibleMask((restore) => {
          const claim = join(key)
          const turn = claim.granted
            ? restore(effect)
            : Effect.zipRight(restore(granted(claim)), restore(effect))
          return Effect.matchCauseEffect(turn, {
            onFailure: (cause) => {
              leave(claim)
              return Effect.failCause(cause)
            },
            onSuccess: (value) => {
              leave(claim)
              return Effect.succeed(value)
            }
          })
        }),
    held: (key = oneForAll) =>
      Effect.gen(function* () {
        const claims = new Set<Claim>()
        const giveBack = (count: number) =>
          Effect.sync(() => {
            for (const claim of [...claims].filter(({ granted }) => granted).slice(0, count)) {
              claims.delete(claim)
              leave(claim)
            }
          })
        yield* Effect.addFinalizer(() =>
          Effect.sync(() => {
            for (const claim of claims) leave(claim)
          })
        )
        return {
          take: Effect.suspend(() => {
            const claim = join(key)
            claims.add(claim)
            return Effect.onInterrupt(granted(claim), () =>
              Effect.sync(() => {
                claims.delete(claim)
                leave(claim)
              })
            )
          }),
          giveBack,
          isWaitedFor: () => waiting.size > 0
        }
      }),
    resize: (count) =>
      Effect.sync(() => {
        free += count - permits
        permits = count
        next()
      })
  }
}
