import { assert, describe, it } from "@effect/vitest"
import { Either, Schema } from "effect"
import {
  type AnyEndpoint,
  Endpoint,
  Entity,
  Graph,
  Manifest,
  ManifestError,
  mkEntityManifest
} from "../src/index.ts"
import { listsOf } from "./fixtures/anyManifest.ts"
import {
  Club,
  ClubSeat,
  libraryManifest,
  listBranches,
  listCards,
  listClubs,
  listMembers,
  listSeats,
  Member
} from "./fixtures/library.ts"

const docs = "https://library.example/docs"

/** An entity that points at nothing. */
const lone = (name: string) =>
  Entity.make(name, {
    wire: Schema.Struct({ id: Schema.String }),
    version: 1,
    docs,
    transform: () => Either.right(null)
  })

const listOf = (name: string, pageSize = 10) =>
  Endpoint.list({ entity: lone(name), path: `/${name}`, pageSize, docs })

const faultOf = (...endpoints: ReadonlyArray<AnyEndpoint>): string =>
  Either.match(Manifest.make(endpoints), { onLeft: ({ message }) => message, onRight: () => "none" })

describe("Manifest", () => {
  it("holds entities and endpoints by name, the first list first", () => {
    assert.deepStrictEqual(Object.keys(libraryManifest.entities), [
      "Member",
      "Card",
      "Branch",
      "Club",
      "ClubSeat"
    ])
    assert.strictEqual(libraryManifest.entities.Member, Member)
    assert.strictEqual(libraryManifest.endpoints.listMembers, listMembers)
    assert.deepStrictEqual(Object.keys(libraryManifest.endpoints), [
      "listMembers",
      "getMember",
      "listCards",
      "listBranches",
      "listClubs",
      "listSeats"
    ])
  })

  it("tells the webhook events and what they are about", () => {
    assert.deepStrictEqual(Manifest.events(libraryManifest), [
      { event: "library.v1.events.member.created", entity: "Member" },
      { event: "library.v1.events.member.updated", entity: "Member" }
    ])
  })

  it("throws its fault where it is written down", () => {
    assert.throws(() => mkEntityManifest([listSeats] as const), ManifestError)
  })

  it("names what is wrong and where", () => {
    const twins = lone("Twin")
    const Person = { hard: (to: string) => ({ from: "Person", to, kind: "hard" as const }) }
    const cases: ReadonlyArray<readonly [string, string]> = [
      [
        faultOf(
          ...listsOf(
            ["Person", "Household"],
            [Person.hard("Household"), { from: "Household", to: "Person", kind: "hard" }]
          )
        ),
        "HardCycle: Person → Household → Person"
      ],
      [faultOf(...listsOf(["Person"], [Person.hard("Person")])), "HardCycle: Person → Person"],
      [faultOf(listCards), "UnknownReference: Card.relationships.member.data → Member"],
      [faultOf(listOf("Ant"), listOf("Ant")), "DuplicateEndpoint: listAnt"],
      [
        faultOf(
          listOf("Ant"),
          Endpoint.list({ name: "listBees", entity: lone("Bee"), path: "/Ant", pageSize: 10, docs })
        ),
        "DuplicateEndpoint: listBees: /Ant"
      ],
      [
        faultOf(
          Endpoint.list({ entity: twins, path: "/twins", pageSize: 10, docs }),
          Endpoint.get({ entity: lone("Twin"), path: "/twins/:id", docs })
        ),
        "DuplicateEntity: getTwin: Twin"
      ],
      [faultOf(Endpoint.get({ entity: lone("Ant"), path: "/ants/:id", docs })), "NoListing: Ant"],
      [faultOf(listOf("Ant", 1)), "PageTooSmall: listAnt: 1"],
      [faultOf(listMembers, listBranches), "UnknownCarrier: listMembers: cards → Card"],
      [
        faultOf(
          Endpoint.listWithin({
            entity: lone("Ant"),
            path: "/hills/:hill_id/ants",
            within: { entity: "Hill", param: "hill_id", relationship: "hill" },
            pageSize: 10,
            docs
          })
        ),
        "UnknownParent: listAnts: Hill"
      ],
      [
        faultOf(Endpoint.list({ entity: lone("Ant"), path: "/hills/:hill_id/ants", pageSize: 10, docs })),
        "UnfilledPathParameter: listAnts: hill_id"
      ]
    ]
    for (const [fault, expected] of cases) assert.strictEqual(fault, expected)
  })

  it("makes a parent of whatever a list exists within, even where the record does not say so", () => {
    const manifest = mkEntityManifest([
      listOf("Hill"),
      Endpoint.listWithin({
        entity: lone("Ant"),
        path: "/hills/:hill_id/ants",
        within: { entity: "Hill", param: "hill_id", relationship: "hill" },
        pageSize: 10,
        docs
      })
    ])
    assert.deepStrictEqual(Graph.fromManifest(manifest).edges, [
      { from: "Ant", to: "Hill", kind: "hard", property: "hill" }
    ])
  })
})

describe("Endpoint", () => {
  it("names itself after its path, or its entity", () => {
    assert.strictEqual(listClubs.name, "listClubs")
    assert.strictEqual(
      Endpoint.list({ entity: Club, path: "/v1/club_seat_kinds", pageSize: 10, docs }).name,
      "listClubSeatKinds"
    )
    assert.strictEqual(Endpoint.get({ entity: ClubSeat, path: "/v1/seats/:id", docs }).name, "getClubSeat")
  })

  it("does not compile where its parts contradict each other", () => {
    const base = { entity: Club, path: "/clubs", pageSize: 10, docs } as const
    const refused = () => [
      // @ts-expect-error it cannot carry what it does not include
      Endpoint.list({ ...base, include: ["seats"], carries: { people: "Member" } }),
      // @ts-expect-error it cannot always ask for what it does not include
      Endpoint.list({ ...base, include: ["seats"], fixedInclude: ["people"] }),
      // @ts-expect-error a window is filtered and ordered by
      Endpoint.list({ ...base, where: ["made_at"], order: ["name"], window: "made_at" }),
      // @ts-expect-error changes cannot be asked by a field it does not know
      Endpoint.list({ ...base, where: ["name"], incremental: "updated_at" }),
      // @ts-expect-error a list within a parent says which
      Endpoint.listWithin({ ...base, path: "/a/:a_id/clubs" }),
      Endpoint.listWithin({
        ...base,
        path: "/a/:a_id/clubs",
        // @ts-expect-error the path has no such parameter
        within: { entity: "A", param: "b_id", relationship: "a" }
      }),
      // @ts-expect-error every endpoint is documented
      Endpoint.list({ entity: Club, path: "/clubs", pageSize: 10 })
    ]
    assert.isFunction(refused)
  })
})
