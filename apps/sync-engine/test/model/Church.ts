import type { CanonicalEntityName } from "@openfaith/canonical"
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import type { NonEmptyReadonlyArray } from "effect/Array"
import type { SimulatorAdmin } from "../../src/local/SimulatorAdmin.ts"
import type { TruthRecord } from "../../src/local/Truth.ts"
import type { Step } from "./Script.ts"

/** Entities of which records can go, by themselves or with others. */
const mortal: ReadonlyArray<CanonicalEntityName> = [
  "Person",
  "Email",
  "PhoneNumber",
  "Address",
  "Household",
  "HouseholdMembership",
  "Group",
  "GroupMembership",
  "Event"
]

/** Entities that scripts touch; the others are read once and stay as they are. */
export const touched: NonEmptyReadonlyArray<CanonicalEntityName> = ["Campus", "PersonMerger", ...mortal]

// A listing that is empty is not believed, so nothing here removes the last few of a kind.
const spared = 4

const key = (entity: string, id: string): string => `${entity}/${id}`

/** Staff at work on one simulated church, and a memory of all that ever went. */
export const makeChurch = (admin: SimulatorAdmin) => {
  const everGone = new Set<string>()
  const removed: Array<{ readonly entity: string; readonly id: string }> = []

  const alive = Effect.map(
    Effect.forEach(mortal, (entity) =>
      Effect.map(admin.truth(entity), (records) => records.map(({ id }) => key(entity, id)))
    ),
    (keys) => new Set(keys.flat())
  )

  /** Remembers what an act takes with it. */
  const remembering = <A>(act: Effect.Effect<A>) =>
    Effect.gen(function* () {
      const before = yield* alive
      yield* act
      const after = yield* alive
      for (const one of before) if (!after.has(one)) everGone.add(one)
    })

  const choose = (records: ReadonlyArray<TruthRecord>, pick: number) => records[pick % records.length]

  const edits: Readonly<Record<string, (pick: number) => object>> = {
    Person: (pick) => ({ nickname: `Nick ${pick}`, grade: pick % 12 }),
    Email: (pick) => ({ address: `changed${pick}@example.org` }),
    Address: (pick) => ({ city: `City ${pick}` }),
    Household: (pick) => ({ name: `Household ${pick}` }),
    Group: (pick) => ({ name: `Group ${pick}` }),
    Event: (pick) => ({ name: `Event ${pick}` }),
    Campus: (pick) => ({ description: `Campus ${pick}` })
  }

  const perform = Effect.fnUntraced(function* (step: Step) {
    switch (step.do) {
      case "edit": {
        const record = choose(yield* admin.truth(step.entity), step.pick)
        if (record === undefined) return
        yield* admin.call(
          "PATCH",
          `/_sim/records/${step.entity}/${record.id}${step.silent ? "?touch=false" : ""}`,
          edits[step.entity]?.(step.pick)
        )
        return
      }
      case "create": {
        const person = choose(yield* admin.truth("Person"), step.pick)
        const group = choose(yield* admin.truth("Group"), step.pick)
        const body =
          step.entity === "Person"
            ? { first_name: `New ${step.pick}`, last_name: "Person" }
            : step.entity === "Email"
              ? { person_id: person?.id, address: `new${step.pick}@example.org`, location: "Home" }
              : { person_id: person?.id, group_id: group?.id, role: "member" }
        yield* admin.call("POST", `/_sim/records/${step.entity}`, body)
        return
      }
      case "remove": {
        const records = yield* admin.truth(step.entity)
        const record = choose(records, step.pick)
        if (record === undefined || records.length <= spared) return
        yield* remembering(admin.call("DELETE", `/_sim/records/${step.entity}/${record.id}`))
        removed.push({ entity: step.entity, id: record.id })
        return
      }
      case "merge": {
        const people = yield* admin.truth("Person")
        const loser = choose(people, step.pick)
        const keeper = choose(people, step.into)
        if (loser === undefined || keeper === undefined || loser === keeper || people.length <= spared) return
        yield* remembering(
          admin.call("POST", `/_sim/people/${loser.id}/merge-into/${keeper.id}`, { children: step.children })
        )
        return
      }
      case "restore": {
        const record = removed[step.pick % Math.max(1, removed.length)]
        if (record !== undefined)
          yield* admin.call("POST", `/_sim/records/${record.entity}/${record.id}/restore`)
        return
      }
      case "freeze":
        yield* admin.call("POST", "/_sim/clock", { now: `${new Date().toISOString().slice(0, 19)}Z` })
        return
      case "release":
        yield* admin.call("POST", "/_sim/clock", { release: true })
        return
      case "webhooks":
        yield* admin.call("POST", "/_sim/webhooks", {
          shuffleMs: step.shuffleMs,
          duplicates: step.duplicates
        })
        return
      case "fault":
        yield* admin.call("POST", "/_sim/faults", { kind: step.kind, times: 2, seed: 1 })
        return
      case "sync":
        return
    }
  })

  return {
    perform,
    /** Fails when a row is marked as deleted whose record never went. */
    assertNothingLost: (buried: ReadonlyArray<{ readonly entity: string; readonly externalId: string }>) => {
      for (const { entity, externalId } of buried)
        assert(everGone.has(key(entity, externalId)), `${entity} ${externalId} was deleted and is there`)
    },
    mortal
  }
}
