import { Effect, FastCheck as fc } from "effect"

const given = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise)

const inputs = given("FUZZ_INPUTS", 2_000)

// To start an effect for every input would take longer than what is tested.
const size = 20

/** Several inputs, which one run of a property tries. */
export const batchOf = <A>(input: fc.Arbitrary<A>): fc.Arbitrary<ReadonlyArray<A>> =>
  fc.array(input, { minLength: size, maxLength: size })

/** How fast-check runs the property that gets this share of all inputs, in batches. */
export const share = (part: number) => ({
  fastCheck: { numRuns: Math.ceil((inputs * part) / size), seed: given("FUZZ_SEED", 20_260_101) },
  timeout: 3_600_000
})

/** Lets Vitest hear of its worker, which it takes for dead when that is busy for a minute. */
export const breath = Effect.promise(() => new Promise<void>((resume) => setImmediate(resume)))
