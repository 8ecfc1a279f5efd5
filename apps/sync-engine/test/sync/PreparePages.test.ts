import type { AnyEntity, FetchedRecord } from "@openfaith/adapter-core"
import type { CanonicalRecord } from "@openfaith/canonical"
import { assert, describe, it } from "@effect/vitest"
import { flow } from "effect"
import type { KnownRow, KnownRows } from "../../src/stores/CanonicalStore.ts"
import { atOnce } from "../../src/load/Steps.ts"
import {
  identifying,
  type IdentifiedRecord,
  type PreparedRecords,
  preparing
} from "../../src/sync/PreparePages.ts"
import { Campus } from "../support/Campus.ts"
import { record } from "../support/Pages.ts"

const identify = flow(identifying, atOnce<ReadonlyArray<IdentifiedRecord>>)
const prepare = flow(preparing, atOnce<PreparedRecords>)

const context = { orgId: "grace", adapter: "pco", timeZone: "UTC", country: "US" }

const campus = (id: string | null, name: unknown, rest = {}) => record("Campus", id, { name, ...rest })

const identified = (
  records: ReadonlyArray<FetchedRecord | { readonly record: FetchedRecord; readonly repeated: boolean }>,
  entity: AnyEntity<CanonicalRecord> = Campus
) =>
  identify(
    { Campus: entity },
    records.map((one) => ("record" in one ? one : { record: one, repeated: false }))
  )

const repeated = (one: FetchedRecord) => ({ record: one, repeated: true })

/** The row that writing this record leaves. */
const written = (one: FetchedRecord, rest: Partial<KnownRow> = {}): KnownRows => {
  const [changed] = prepare(identified([one]), new Map(), context).changed
  assert.isDefined(changed)
  const { row, sourceHash } = changed
  return new Map([[row.entity, new Map([[row.externalId, { sourceHash, deleted: false, ...rest }]])]])
}

const names = (records: ReturnType<typeof prepare>) =>
  records.changed.map(({ row }) => (row.fields as { readonly name: string }).name)

const undecodable: AnyEntity<CanonicalRecord> = {
  ...Campus,
  decode: () => assert.fail("decoded in vain"),
  read: () => assert.fail("read in vain")
}

describe("identify", () => {
  it("keeps the last copy of a record that comes twice", () => {
    const records = identified([campus("1", "first"), campus("2", "other"), campus("1", "last")])
    assert.deepStrictEqual(
      records.map(({ record: { externalId, raw } }) => [
        externalId,
        (raw.attributes as { name: string }).name
      ]),
      [
        ["1", "last"],
        ["2", "other"]
      ]
    )
  })

  it("counts a record as repeated only when all its copies were on earlier pages", () => {
    const [both, once] = identified([
      repeated(campus("1", "a")),
      repeated(campus("1", "a")),
      campus("2", "b"),
      repeated(campus("2", "b"))
    ])
    assert.isTrue(both?.repeated)
    assert.isFalse(once?.repeated)
  })

  it("sets aside a record that is nested deeper than the stack goes, without what it held", () => {
    const deep = JSON.parse(`${"[".repeat(50_000)}${"]".repeat(50_000)}`)
    const { bad, changed } = prepare(
      identified([campus("1", deep), campus(null, deep), campus("2", "Fine")]),
      new Map(),
      context
    )
    assert.deepStrictEqual(
      bad.map(({ externalId, raw, reason }) => ({ externalId, raw, reason })),
      [
        { externalId: "1", raw: { unreadable: "nested too deep" }, reason: "Undecodable" },
        { externalId: null, raw: { unreadable: "nested too deep" }, reason: "MissingId" }
      ]
    )
    assert.lengthOf(changed, 1)
  })

  it("tells records without an id apart by what they hold", () => {
    const records = identified([campus(null, "one"), campus(null, "two"), campus(null, "one")])
    assert.deepStrictEqual(
      records.map(({ record }) => (record.raw.attributes as { name: string }).name),
      ["one", "two"]
    )
  })

  it("gives one external id another id in another organisation and another adapter", () => {
    const idIn = (more: Partial<typeof context>) =>
      prepare(identified([campus("1", "a")]), new Map(), { ...context, ...more }).changed[0]?.row.id
    assert.strictEqual(new Set([idIn({}), idIn({ orgId: "hope" }), idIn({ adapter: "ccb" })]).size, 3)
    assert.strictEqual(idIn({}), idIn({}))
  })

  it("passes over records that the manifest does not know", () => {
    assert.deepStrictEqual(identified([record("Tea", "1")]), [])
  })
})

describe("prepare", () => {
  it("hands on new records with their hashes", () => {
    const prepared = prepare(identified([campus("1", "Downtown")]), new Map(), context)
    assert.deepStrictEqual(names(prepared), ["Downtown"])
    assert.deepStrictEqual([prepared.bad, prepared.unchangedIds], [[], []])
    const [changed] = prepared.changed
    assert.strictEqual(changed?.sourceHash, Campus.fingerprint(campus("1", "Downtown").raw))
    assert.match(changed?.contentHash ?? "", /^[A-Za-z0-9_-]{22}$/)
  })

  it("drops what is unchanged before decoding it", () => {
    const same = campus("1", "Downtown")
    const prepared = prepare(identified([same], undecodable), written(same), context)
    assert.deepStrictEqual([prepared.changed, prepared.bad], [[], []])
    assert.deepStrictEqual([...prepared.unchanged], [["Campus", 1]])
    assert.deepStrictEqual(
      prepared.unchangedIds.map(({ entity, externalId }) => `${entity}/${externalId}`),
      ["Campus/1"]
    )
  })

  it("hands on what says the same in other words, so that the row learns the source's new words", () => {
    const known = written(campus("1", "Downtown"), { sourceHash: "another version's" })
    const [changed, ...others] = prepare(identified([campus("1", "Downtown")]), known, context).changed
    assert.deepStrictEqual(others, [])
    assert.strictEqual(changed?.sourceHash, Campus.fingerprint(campus("1", "Downtown").raw))
  })

  it("hands on what changed, and what is back from the dead unchanged", () => {
    const known = written(campus("1", "Downtown"))
    assert.deepStrictEqual(names(prepare(identified([campus("1", "Uptown")]), known, context)), ["Uptown"])
    const dead = written(campus("1", "Downtown"), { deleted: true })
    assert.deepStrictEqual(names(prepare(identified([campus("1", "Downtown")]), dead, context)), ["Downtown"])
  })

  it("does not count a repeated record again, but hands it on when it changed meanwhile", () => {
    const known = written(campus("1", "Downtown"))
    const same = prepare(identified([repeated(campus("1", "Downtown"))]), known, context)
    assert.deepStrictEqual([...same.unchanged], [])
    assert.strictEqual(same.unchangedIds.length, 1)
    assert.deepStrictEqual(names(prepare(identified([repeated(campus("1", "Uptown"))]), known, context)), [
      "Uptown"
    ])
  })

  const faults = [
    { of: campus(null, "Downtown"), reason: "MissingId", path: "id" },
    { of: campus("1", 7), reason: "Undecodable", path: "attributes.name" },
    { of: record("Campus", "1", {}), reason: "Undecodable", path: "attributes.name" },
    {
      of: campus("1", "Downtown", { born: "0000-00-00" }),
      reason: "Untransformable",
      path: "attributes.born"
    }
  ] as const
  it.each(faults)("sets a record aside that is $reason at $path, and goes on", ({ of, path, reason }) => {
    const prepared = prepare(identified([of, campus("9", "Whole")]), new Map(), context)
    assert.deepStrictEqual(names(prepared), ["Whole"])
    const [letter, ...others] = prepared.bad
    assert.deepStrictEqual(others, [])
    assert.deepInclude(letter, { entity: "Campus", externalId: of.externalId, reason, path, raw: of.raw })
    assert.isNotEmpty(letter?.message)
  })

  it("names the letter of a record without an id by its content, the same every time", () => {
    const keys = (name: string) =>
      prepare(identified([campus(null, name)]), new Map(), context).bad.map(({ recordKey }) => recordKey)
    assert.match(keys("one")[0] ?? "", /^sha256:/)
    assert.deepStrictEqual(keys("one"), keys("one"))
    assert.notDeepEqual(keys("one"), keys("two"))
  })

  it("makes no second letter of a bad record that came on the page before", () => {
    const bad = [campus(null, "Downtown"), campus("1", 7), campus("2", "x", { born: "0000-00-00" })]
    assert.strictEqual(prepare(identified(bad), new Map(), context).bad.length, 3)
    assert.deepStrictEqual(prepare(identified(bad.map(repeated)), new Map(), context).bad, [])
  })
})
