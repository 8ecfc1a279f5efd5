import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck as fc } from "effect"
import {
  Endpoint,
  Manifest,
  mkEntityManifest,
  OffsetWalk,
  RequestPlan,
  type StreamPlan
} from "../src/index.ts"
import { listsOf } from "./fixtures/anyManifest.ts"
import { libraryManifest } from "./fixtures/library.ts"
import { answer } from "./fixtures/listing.ts"

const brief = (plan: RequestPlan) =>
  plan.waves.map((wave) => wave.map(({ entity, include }) => [entity, ...include].join("+")))

/** Requests the walker really makes for one listing of that many rows. */
const walked = (stream: StreamPlan, count: number): number => {
  const rows = Array.from({ length: count }, (_, index) => ({ id: String(index), at: null }))
  let state = OffsetWalk.init(stream)
  for (let requests = 1; ; requests++) {
    const outcome = OffsetWalk.advance(state, answer(rows, OffsetWalk.request(state)))
    if (outcome._tag === "Done") return requests
    if (outcome._tag !== "Advance") throw new Error(outcome._tag)
    state = outcome.state
  }
}

describe("RequestPlan", () => {
  it("lets children ride on their parent's list", () => {
    const plan = RequestPlan.make(libraryManifest, { mode: "full" })
    assert.deepStrictEqual(brief(plan), [["Member+cards"], ["Branch"], ["Club"], ["ClubSeat"]])
    assert.deepStrictEqual(plan.waves[0]?.[0], {
      entity: "Member",
      wave: 0,
      endpoint: "listMembers",
      include: ["cards"],
      riders: [{ include: "cards", entity: "Card" }],
      within: null,
      window: "joined_at",
      order: "joined_at",
      fixed: {},
      pageSize: 100,
      changes: null
    })
    assert.deepStrictEqual(plan.waves[3]?.[0]?.within, {
      entity: "Club",
      param: "club_id",
      relationship: "club"
    })
    assert.deepStrictEqual(plan.waves[2]?.[0]?.fixed, { "where[open]": "any" })
  })

  it("asks only for what is wanted, by the entity's own list where nothing carries it", () => {
    const some = (...entities: ReadonlyArray<string>) =>
      brief(RequestPlan.make(libraryManifest, { mode: "full", entities }))
    assert.deepStrictEqual(some("Card"), [["Card"]])
    assert.deepStrictEqual(some("Member"), [["Member"]])
    assert.deepStrictEqual(some("Card", "Branch"), [["Card", "Branch"]])
    assert.deepStrictEqual(some("ClubSeat", "Member"), [["Member"], ["ClubSeat"]])
    assert.deepStrictEqual(some(), [])
  })

  it("leaves out what is read on request only, unless it is named", () => {
    const [hill] = listsOf(["Hill"], [])
    const [ant] = listsOf(["Ant"], [])
    if (hill === undefined || ant === undefined) throw new Error("two lists were made")
    const manifest = mkEntityManifest([
      hill,
      Endpoint.listWithin({
        entity: ant.entity,
        path: "/hills/:hill_id/ants",
        within: { entity: "Hill", param: "hill_id", relationship: "hill" },
        onRequest: true,
        pageSize: 10,
        docs: "https://library.example/docs"
      })
    ])
    for (const mode of ["full", "delta"] as const) {
      assert.deepStrictEqual(brief(RequestPlan.make(manifest, { mode })), [["Hill"]])
      assert.deepStrictEqual(brief(RequestPlan.make(manifest, { mode, entities: ["Ant"] })), [["Ant"]])
    }
  })

  it("makes a carrier wait for what its riders need, and lists a rider itself where they would wait for each other", () => {
    const carrying = (pointers: Parameters<typeof listsOf>[1]) => {
      const [parent, child, other] = listsOf(["Parent", "Child", "Other"], pointers)
      if (parent === undefined || child === undefined || other === undefined)
        throw new Error("three lists were made")
      return brief(
        RequestPlan.make(
          mkEntityManifest([
            { ...parent, include: ["children"], carries: { children: "Child" } },
            child,
            other
          ]),
          {
            mode: "full"
          }
        )
      )
    }
    const childNeeds = [
      { from: "Child", to: "Parent", kind: "hard" },
      { from: "Child", to: "Other", kind: "hard" }
    ] as const
    assert.deepStrictEqual(carrying(childNeeds), [["Other"], ["Parent+children"]])
    assert.deepStrictEqual(carrying([...childNeeds, { from: "Other", to: "Parent", kind: "hard" }]), [
      ["Parent"],
      ["Other"],
      ["Child"]
    ])
  })

  it("reads every entity once, whoever carries whom, each after its hard parents", () => {
    const names = ["Ant", "Bee", "Cat", "Dog", "Eel"]
    const pointer = fc.tuple(fc.nat(4), fc.nat(4), fc.boolean()).map(([a, b, soft]) => ({
      from: names[Math.max(a, b)] ?? "",
      to: names[Math.min(a, b)] ?? "",
      kind: soft || a === b ? ("soft" as const) : ("hard" as const)
    }))
    const carries = fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)), { maxLength: 8 })
    fc.assert(
      fc.property(
        fc.array(pointer, { maxLength: 8 }),
        carries,
        fc.subarray(names),
        (pointers, pairs, entities) => {
          const lists = listsOf(names, pointers).map((list) => {
            const riders = pairs.flatMap(([carrier, rider]) => (carrier === list.entity.name ? [rider] : []))
            return {
              ...list,
              include: riders,
              carries: Object.fromEntries(riders.map((rider) => [rider, rider]))
            }
          })
          const plan = RequestPlan.make(Either.getOrThrow(Manifest.make(lists)), { mode: "full", entities })
          const read = plan.waves
            .flat()
            .flatMap(({ entity, riders, wave }) =>
              [entity, ...riders.map((rider) => rider.entity)].map((name) => ({ name, wave, stream: entity }))
            )
          assert.sameMembers(
            read.map(({ name }) => name),
            entities
          )
          for (const { from, kind, to } of pointers) {
            const child = read.find(({ name }) => name === from)
            const parent = read.find(({ name }) => name === to)
            if (
              kind === "soft" ||
              child === undefined ||
              parent === undefined ||
              child.stream === parent.stream
            )
              continue
            assert.isBelow(parent.wave, child.wave, `${to} before ${from}`)
          }
        }
      ),
      { numRuns: 500 }
    )
  })

  it("costs exactly the requests that the walk makes", () => {
    fc.assert(
      fc.property(fc.nat(2500), fc.nat(300), fc.nat(120), fc.nat(60), (members, branches, clubs, perClub) => {
        const plan = RequestPlan.make(libraryManifest, { mode: "full" })
        const counts = {
          Member: members,
          Card: members * 2,
          Branch: branches,
          Club: clubs,
          ClubSeat: clubs * perClub
        }
        const cost = RequestPlan.cost(plan, counts)
        const made = Object.fromEntries(
          plan.waves.flat().map((stream) => {
            const walks =
              stream.within === null
                ? [counts[stream.entity as keyof typeof counts]]
                : Array.from({ length: clubs }, () => perClub)
            return [stream.entity, walks.reduce((sum, rows) => sum + walked(stream, rows), 0)]
          })
        )
        assert.deepStrictEqual(cost.streams, made)
        assert.strictEqual(
          cost.total,
          Object.values(made).reduce((sum, requests) => sum + requests, 0)
        )
      }),
      { numRuns: 30 }
    )
  })

  it("spreads the records of a per-parent list as evenly as they go", () => {
    const [hill, ant] = listsOf(["Hill", "Ant"], [])
    if (hill === undefined || ant === undefined) throw new Error("two lists were made")
    const within = Endpoint.listWithin({
      entity: ant.entity,
      path: "/hills/:hill_id/ants",
      within: { entity: "Hill", param: "hill_id", relationship: "hill" },
      pageSize: 10,
      docs: "https://library.example/docs"
    })
    const plan = RequestPlan.make(mkEntityManifest([hill, within]), { mode: "full" })
    assert.deepStrictEqual(RequestPlan.cost(plan, { Hill: 3, Ant: 31 }).streams, { Hill: 1, Ant: 4 })
    assert.deepStrictEqual(RequestPlan.cost(plan, { Hill: 0, Ant: 0 }).streams, { Hill: 1, Ant: 0 })
  })
})
