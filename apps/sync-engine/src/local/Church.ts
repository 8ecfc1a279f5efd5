import type { CanonicalEntityName } from "@openfaith/canonical"
import { Effect } from "effect"
import type { BuriedRecord } from "./BuriedRecords.ts"
import type { SimulatorAdmin } from "./SimulatorAdmin.ts"
import type { TruthRecord } from "./Truth.ts"

/** Something that staff do to their church's records; `pick` and `into` choose among those that are there. */
export type Act =
  | { readonly do: "edit"; readonly entity: Edited; readonly pick: number; readonly silent: boolean }
  | { readonly do: "create"; readonly entity: Created; readonly pick: number }
  | { readonly do: "remove"; readonly entity: Mortal; readonly pick: number }
  | {
      readonly do: "merge"
      readonly pick: number
      readonly into: number
      readonly children: "move" | "remove"
    }
  | { readonly do: "move"; readonly pick: number; readonly into: number }
  | { readonly do: "restore"; readonly pick: number }

/** Entities that staff edit. */
export const edited = ["Person", "Email", "Address", "Household", "Group", "Event", "Campus"] as const
/** @see {@link edited} */
export type Edited = (typeof edited)[number]

/** Entities that staff add to. */
export const created = ["Person", "Email", "GroupMembership"] as const
/** @see {@link created} */
export type Created = (typeof created)[number]

/** Entities of which records can go, by themselves or with others. */
export const mortal = [
  "Person",
  "Email",
  "PhoneNumber",
  "Address",
  "Household",
  "HouseholdMembership",
  "Group",
  "GroupMembership",
  "Event"
] as const satisfies ReadonlyArray<CanonicalEntityName>
/** @see {@link mortal} */
export type Mortal = (typeof mortal)[number]

// A listing that is empty is not believed, so nothing here removes the last few of a kind.
const spared = 4

const key = (entity: string, id: string): string => `${entity}/${id}`

const choose = (records: ReadonlyArray<TruthRecord>, pick: number) => records[pick % records.length]

const edits: Readonly<Record<Edited, (pick: number) => object>> = {
  Person: (pick) => ({ nickname: `Nick ${pick}`, grade: pick % 12 }),
  Email: (pick) => ({ address: `changed${pick}@example.org` }),
  Address: (pick) => ({ city: `City ${pick}` }),
  Household: (pick) => ({ name: `Household ${pick}` }),
  Group: (pick) => ({ name: `Group ${pick}` }),
  Event: (pick) => ({ name: `Event ${pick}` }),
  Campus: (pick) => ({ description: `Campus ${pick}` })
}

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

  /** Somebody leaves one household and joins another. */
  const move = Effect.fnUntraced(function* (pick: number, into: number) {
    const memberships = yield* admin.truth("HouseholdMembership")
    const membership = choose(memberships, pick)
    const household = choose(yield* admin.truth("Household"), into)
    if (membership === undefined || household === undefined || memberships.length <= spared) return
    yield* remembering(admin.call("DELETE", `/_sim/records/HouseholdMembership/${membership.id}`))
    yield* admin.call("POST", "/_sim/records/HouseholdMembership", {
      person_id: membership["person_id"],
      household_id: household.id
    })
  })

  const perform = Effect.fnUntraced(function* (act: Act) {
    switch (act.do) {
      case "edit": {
        const record = choose(yield* admin.truth(act.entity), act.pick)
        if (record === undefined) return
        yield* admin.call(
          "PATCH",
          `/_sim/records/${act.entity}/${record.id}${act.silent ? "?touch=false" : ""}`,
          edits[act.entity](act.pick)
        )
        return
      }
      case "create": {
        const person = choose(yield* admin.truth("Person"), act.pick)
        const group = choose(yield* admin.truth("Group"), act.pick)
        const body =
          act.entity === "Person"
            ? { first_name: `New ${act.pick}`, last_name: "Person" }
            : act.entity === "Email"
              ? { person_id: person?.id, address: `new${act.pick}@example.org`, location: "Home" }
              : { person_id: person?.id, group_id: group?.id, role: "member" }
        yield* admin.call("POST", `/_sim/records/${act.entity}`, body)
        return
      }
      case "remove": {
        const records = yield* admin.truth(act.entity)
        const record = choose(records, act.pick)
        if (record === undefined || records.length <= spared) return
        yield* remembering(admin.call("DELETE", `/_sim/records/${act.entity}/${record.id}`))
        removed.push({ entity: act.entity, id: record.id })
        return
      }
      case "merge": {
        const people = yield* admin.truth("Person")
        const loser = choose(people, act.pick)
        const keeper = choose(people, act.into)
        if (loser === undefined || keeper === undefined || loser === keeper || people.length <= spared) return
        yield* remembering(
          admin.call("POST", `/_sim/people/${loser.id}/merge-into/${keeper.id}`, { children: act.children })
        )
        return
      }
      case "move":
        return yield* move(act.pick, act.into)
      case "restore": {
        const record = removed[act.pick % Math.max(1, removed.length)]
        if (record !== undefined)
          yield* admin.call("POST", `/_sim/records/${record.entity}/${record.id}/restore`)
        return
      }
    }
  })

  return {
    perform,
    /** Those of the rows marked as deleted whose record never went. */
    neverGone: (buried: ReadonlyArray<BuriedRecord>): ReadonlyArray<BuriedRecord> =>
      buried.filter(({ entity, externalId }) => !everGone.has(key(entity, externalId)))
  }
}

/** What {@link makeChurch} makes. */
export type Church = ReturnType<typeof makeChurch>
