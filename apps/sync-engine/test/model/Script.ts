import { FastCheck as fc } from "effect"
import { type Act, created, edited, mortal } from "../../src/local/Church.ts"

/** What staff, clocks, networks and operators may do to an organisation, one thing after another. */
export type Step =
  | Act
  | { readonly do: "freeze" | "release" }
  | { readonly do: "webhooks"; readonly shuffleMs: number; readonly duplicates: number }
  | { readonly do: "fault"; readonly kind: "duplicate-rows" | "500" }
  | { readonly do: "sync"; readonly mode: "full" | "delta" | "reconciliation"; readonly wait: boolean }

const pick = fc.nat(1000)

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("edit" as const),
      entity: fc.constantFrom(...edited),
      pick,
      silent: fc.boolean()
    })
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("create" as const),
      entity: fc.constantFrom(...created),
      pick
    })
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("remove" as const),
      entity: fc.constantFrom(...mortal),
      pick
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("merge" as const),
      pick,
      into: pick,
      children: fc.constantFrom("move" as const, "remove" as const)
    })
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("restore" as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("freeze" as const, "release" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("webhooks" as const),
      shuffleMs: fc.constantFrom(0, 100, 400),
      duplicates: fc.constantFrom(0, 0.5)
    })
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("fault" as const),
      kind: fc.constantFrom("duplicate-rows" as const, "500" as const)
    })
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("sync" as const),
      mode: fc.constantFrom("delta" as const, "delta" as const, "reconciliation" as const, "full" as const),
      wait: fc.boolean()
    })
  }
)

/** A random script; it ends, whatever it holds, with the final reconciliation that whoever runs it adds. */
export const script: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(step, { minLength: 3, maxLength: 10 })
