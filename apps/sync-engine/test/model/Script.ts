import { FastCheck as fc } from "effect"

/** What staff, clocks, networks and operators may do to an organisation, one thing after another. */
export type Step =
  | { readonly do: "edit"; readonly entity: Edited; readonly pick: number; readonly silent: boolean }
  | { readonly do: "create"; readonly entity: "Person" | "Email" | "GroupMembership"; readonly pick: number }
  | { readonly do: "remove"; readonly entity: Removed; readonly pick: number }
  | {
      readonly do: "merge"
      readonly pick: number
      readonly into: number
      readonly children: "move" | "remove"
    }
  | { readonly do: "restore"; readonly pick: number }
  | { readonly do: "freeze" | "release" }
  | { readonly do: "webhooks"; readonly shuffleMs: number; readonly duplicates: number }
  | { readonly do: "fault"; readonly kind: "duplicate-rows" | "500" }
  | { readonly do: "sync"; readonly mode: "full" | "delta" | "reconciliation"; readonly wait: boolean }

/** Entities that staff edit. */
export type Edited = "Person" | "Email" | "Address" | "Household" | "Group" | "Event" | "Campus"
/** Entities that staff remove. */
export type Removed =
  | "Person"
  | "Email"
  | "PhoneNumber"
  | "Address"
  | "Household"
  | "HouseholdMembership"
  | "Group"
  | "GroupMembership"
  | "Event"

const pick = fc.nat(1000)

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("edit" as const),
      entity: fc.constantFrom<Array<Edited>>(
        "Person",
        "Email",
        "Address",
        "Household",
        "Group",
        "Event",
        "Campus"
      ),
      pick,
      silent: fc.boolean()
    })
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("create" as const),
      entity: fc.constantFrom("Person" as const, "Email" as const, "GroupMembership" as const),
      pick
    })
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("remove" as const),
      entity: fc.constantFrom<Array<Removed>>(
        "Person",
        "Email",
        "PhoneNumber",
        "Address",
        "Household",
        "HouseholdMembership",
        "Group",
        "GroupMembership",
        "Event"
      ),
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
