import { hash } from "../world/Random.ts"
import { dependents } from "../world/Relations.ts"
import { type Attributes, type Refs, type Row, type TableName, tableNames } from "../world/Row.ts"
import type { World } from "../world/World.ts"

/** What can be wrong with a record as it is served. */
export const corruptionKinds = ["no-id", "wrong-type", "impossible-date", "missing-parent"] as const

/** A kind of damage. */
export type CorruptionKind = (typeof corruptionKinds)[number]

/** A record that will not arrive whole: damaged itself, or left without the parent that is. */
export interface Damaged {
  readonly entity: TableName
  readonly id: string
  readonly kind: CorruptionKind | "orphaned"
}

/** What to damage. */
export interface CorruptionRequest {
  readonly fraction: number
  readonly seed: number
  readonly kinds: ReadonlyArray<CorruptionKind>
  readonly entities: ReadonlyArray<TableName>
  /** Whether households and groups that have members may be damaged too. */
  readonly parents: boolean
}

interface Weakness {
  /** An attribute whose type every reader depends on. */
  readonly attribute: string
  readonly date: string | null
  /** References without which the record means nothing; the last one can be pointed at nobody. */
  readonly parents: ReadonlyArray<string>
}

const weaknesses: Record<TableName, Weakness> = {
  Person: { attribute: "first_name", date: "birthdate", parents: [] },
  Email: { attribute: "address", date: "created_at", parents: ["person"] },
  PhoneNumber: { attribute: "number", date: "created_at", parents: ["person"] },
  Address: { attribute: "city", date: "created_at", parents: ["person"] },
  // A profile does not name its person, so it cannot name a wrong one either.
  SocialProfile: { attribute: "url", date: "created_at", parents: [] },
  CustomFieldValue: { attribute: "value", date: null, parents: ["field_definition", "person"] },
  Campus: { attribute: "name", date: "created_at", parents: [] },
  MaritalStatus: { attribute: "value", date: null, parents: [] },
  NamePrefix: { attribute: "value", date: null, parents: [] },
  NameSuffix: { attribute: "value", date: null, parents: [] },
  InactiveReason: { attribute: "value", date: null, parents: [] },
  CustomFieldTab: { attribute: "name", date: null, parents: [] },
  CustomFieldDefinition: { attribute: "name", date: "deleted_at", parents: [] },
  Household: { attribute: "name", date: "created_at", parents: [] },
  HouseholdMembership: { attribute: "pending", date: null, parents: ["household", "person"] },
  GroupType: { attribute: "name", date: null, parents: [] },
  Group: { attribute: "name", date: "created_at", parents: [] },
  GroupMembership: { attribute: "role", date: "joined_at", parents: ["group", "person"] },
  Event: { attribute: "name", date: "starts_at", parents: ["group"] },
  Attendance: { attribute: "role", date: null, parents: ["event", "person"] },
  TagGroup: { attribute: "name", date: null, parents: [] },
  Tag: { attribute: "name", date: null, parents: [] },
  PersonMerger: { attribute: "person_to_keep_id", date: "created_at", parents: [] }
}

const nobody = "999999999999"

const possible = (entity: TableName, kind: CorruptionKind): boolean => {
  const weakness = weaknesses[entity]
  if (kind === "impossible-date") return weakness.date !== null
  return kind === "missing-parent" ? weakness.parents.length > 0 : true
}

const damaged = (entity: TableName, row: Row, kind: CorruptionKind): Row => {
  const weakness = weaknesses[entity]
  switch (kind) {
    case "no-id":
      return { ...row, id: "" }
    case "wrong-type":
      return {
        ...row,
        attributes: { ...row.attributes, [weakness.attribute]: { unexpected: [42] } } satisfies Attributes
      }
    case "impossible-date": {
      const date = weakness.date ?? "created_at"
      return {
        ...row,
        attributes: {
          ...row.attributes,
          [date]: date === "birthdate" ? "2021-02-30" : "2021-02-30T25:61:00Z"
        }
      }
    }
    case "missing-parent":
      return { ...row, refs: { ...row.refs, [weakness.parents.at(-1) ?? "person"]: nobody } satisfies Refs }
  }
}

/** Which records of a church are damaged on their way out. The truth stays whole. */
export class Corruption {
  private readonly world: World
  private readonly kinds = new Map<TableName, Map<string, CorruptionKind>>()

  constructor(world: World) {
    this.world = world
  }

  get active(): boolean {
    return this.kinds.size > 0
  }

  /** The row as it is served. */
  apply(entity: TableName, row: Row): Row {
    const kind = this.kinds.get(entity)?.get(row.id)
    return kind === undefined ? row : damaged(entity, row, kind)
  }

  clear(): void {
    this.kinds.clear()
  }

  /** Chooses records by a seed and damages them; answers {@link list}. */
  add(request: CorruptionRequest): ReadonlyArray<Damaged> {
    const chosen = tableNames.filter((name) => request.entities.includes(name))
    for (const [place, entity] of chosen.entries()) {
      const kinds = request.kinds.filter((kind) => possible(entity, kind))
      const table = this.world.tables[entity]
      const known = this.kinds.get(entity) ?? new Map<string, CorruptionKind>()
      for (const index of kinds.length === 0 ? [] : table.alive()) {
        const draw = hash(request.seed, 500 + place, index)
        if (draw / 0x1_0000_0000 >= request.fraction) continue
        const id = table.idAt(index)
        if (entity !== "Person" && !request.parents && this.children(entity, id).length > 0) continue
        const kind = kinds[hash(request.seed, 600 + place, index) % kinds.length]
        if (kind !== undefined) known.set(id, kind)
      }
      if (known.size > 0) this.kinds.set(entity, known)
    }
    return this.list()
  }

  /** Every record that cannot be taken over: damaged ones, and whole ones whose parent is damaged. */
  list(): ReadonlyArray<Damaged> {
    const found = new Map<string, Damaged>()
    for (const [entity, ids] of this.kinds) {
      for (const [id, kind] of ids) {
        if (this.world.tables[entity].find(id) >= 0) found.set(`${entity}:${id}`, { entity, id, kind })
      }
    }
    // Orphans found on the way are visited as well: what hangs on them cannot arrive either.
    for (const { entity, id } of found.values()) {
      for (const child of this.children(entity, id)) {
        const key = `${child.entity}:${child.id}`
        if (!found.has(key)) found.set(key, child)
      }
    }
    return [...found.values()]
  }

  private children(entity: TableName, id: string): ReadonlyArray<Damaged> {
    return (dependents[entity] ?? []).flatMap(({ ref, table: child }) => {
      const table = this.world.tables[child]
      return table
        .children(ref, id)
        .map((index): Damaged => ({ entity: child, id: table.idAt(index), kind: "orphaned" }))
    })
  }
}
