import { assert, describe, it } from "@effect/vitest"
import { Effect, FastCheck as fc, Fiber, Scope } from "effect"
import * as FairSemaphore from "../../src/load/FairSemaphore.ts"

const settled = Effect.repeatN(Effect.yieldNow(), 20)

/** How many permits can be had just now. */
const freeIn = (semaphore: FairSemaphore.FairSemaphore) =>
  Effect.gen(function* () {
    let free = 0
    const held = yield* semaphore.held("probe")
    yield* held.take.pipe(
      Effect.tap(() => {
        free += 1
      }),
      Effect.forever,
      Effect.forkScoped
    )
    yield* settled
    return free
  }).pipe(Effect.scoped)

/** Asks for a permit and keeps it until interrupted. */
const keep = (semaphore: FairSemaphore.FairSemaphore, key: string, onEntry = () => {}) =>
  Effect.fork(semaphore.withPermit(key)(Effect.zipRight(Effect.sync(onEntry), Effect.never)))

describe("FairSemaphore", () => {
  it.effect("gives each free permit to the next key, and within a key to whoever waits longest", () =>
    Effect.gen(function* () {
      const semaphore = FairSemaphore.make(1)
      const served: Array<string> = []
      yield* Effect.forEach(
        ["a1", "a2", "a3", "a4", "b1", "b2", "c1"],
        (name) =>
          semaphore.withPermit(name.charAt(0))(
            Effect.zipRight(
              Effect.sync(() => served.push(name)),
              settled
            )
          ),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(served, ["a1", "a2", "b1", "c1", "a3", "b2", "a4"])
    })
  )

  it.scoped("tells who holds a permit whether others wait for one", () =>
    Effect.gen(function* () {
      const semaphore = FairSemaphore.make(1)
      const held = yield* semaphore.held("a")
      yield* held.take
      assert.isFalse(held.isWaitedFor())
      const other = yield* keep(semaphore, "b")
      yield* settled
      assert.isTrue(held.isWaitedFor())
      yield* Fiber.interrupt(other)
      assert.isFalse(held.isWaitedFor())
    })
  )

  it.effect("wakes none of those whose turn it is not", () =>
    Effect.gen(function* () {
      const semaphore = FairSemaphore.make(1)
      const entered: Array<number> = []
      const fibers = yield* Effect.forEach([0, 1, 2], (index) =>
        keep(semaphore, "a", () => entered.push(index))
      )
      yield* settled
      assert.deepStrictEqual(entered, [0])
      yield* Fiber.interrupt(fibers[0] ?? assert.fail())
      yield* settled
      assert.deepStrictEqual(entered, [0, 1])
    })
  )

  it.effect.prop(
    "loses no permit, whoever is interrupted when",
    {
      permits: fc.integer({ min: 1, max: 3 }),
      steps: fc.array(
        fc.record({ key: fc.constantFrom("a", "b", "c"), stops: fc.nat(12), yields: fc.nat(3) }),
        { maxLength: 12 }
      )
    },
    ({ permits, steps }) =>
      Effect.gen(function* () {
        const semaphore = FairSemaphore.make(permits)
        let inside = 0
        let most = 0
        const work = Effect.acquireUseRelease(
          Effect.sync(() => {
            inside += 1
            most = Math.max(most, inside)
          }),
          () => Effect.never,
          () =>
            Effect.sync(() => {
              inside -= 1
            })
        )
        const fibers: Array<Fiber.RuntimeFiber<never>> = []
        for (const { key, stops, yields } of steps) {
          fibers.push(yield* Effect.fork(semaphore.withPermit(key)(work)))
          yield* Effect.repeatN(Effect.yieldNow(), yields)
          // Without waiting: somebody else's permit may be on its way to the next one that is interrupted.
          const stopped = fibers[stops]
          if (stopped !== undefined) yield* Fiber.interruptFork(stopped)
        }
        yield* settled
        const left = fibers.filter((fiber) => fiber.unsafePoll() === null).length
        assert.strictEqual(inside, Math.min(permits, left))
        assert.isAtMost(most, permits)
        yield* Fiber.interruptAll(fibers)
        assert.strictEqual(yield* freeIn(semaphore), permits)
      }),
    { fastCheck: { numRuns: 300 } }
  )

  it.effect("takes back what somebody holds piece by piece, and with the scope all of it", () =>
    Effect.gen(function* () {
      const semaphore = FairSemaphore.make(3)
      const scope = yield* Scope.make()
      const held = yield* Scope.extend(semaphore.held("a"), scope)
      yield* Effect.replicateEffect(held.take, 3)
      assert.strictEqual(yield* freeIn(semaphore), 0)
      yield* held.giveBack(2)
      assert.strictEqual(yield* freeIn(semaphore), 2)
      yield* Fiber.interrupt(yield* Effect.fork(Effect.forever(held.take)))
      yield* Scope.close(scope, yield* Effect.exit(Effect.void))
      assert.strictEqual(yield* freeIn(semaphore), 3)
    })
  )

  it.effect("grows at once, and shrinks as permits go back", () =>
    Effect.gen(function* () {
      const semaphore = FairSemaphore.make(2)
      const [one, two] = yield* Effect.all([keep(semaphore, "a"), keep(semaphore, "b")])
      yield* settled
      yield* semaphore.resize(1)
      yield* Fiber.interrupt(one)
      assert.strictEqual(yield* freeIn(semaphore), 0)
      yield* semaphore.resize(3)
      assert.strictEqual(yield* freeIn(semaphore), 2)
      yield* Fiber.interrupt(two)
      assert.strictEqual(yield* freeIn(semaphore), 3)
    })
  )
})
