import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { entityId } from "@openfaith/canonical"
import { Effect } from "effect"
import { layerMigratedDatabase } from "../support/MigratedDatabase.ts"

const orgId = "grace-church"

const idOf = (entity: "Person" | "CustomFieldDefinition" | "CustomFieldValue", externalId: string) =>
  entityId({ orgId, adapter: "pco", entity, externalId })

const own = (entity: Parameters<typeof idOf>[0], externalId: string) => ({
  org_id: orgId,
  id: idOf(entity, externalId),
  adapter: "pco",
  external_id: externalId,
  source_hash: "h",
  content_hash: "h"
})

const define = (id: string, slug: string | null, dataType: string, archivedAt: Date | null = null) => ({
  ...own("CustomFieldDefinition", id),
  slug,
  name: `Field ${id}`,
  data_type: dataType,
  archived_at: archivedAt
})

const say = (id: string, definition: string, value: string | null, more: object = {}) => ({
  ...own("CustomFieldValue", id),
  person_id: idOf("Person", "7"),
  definition_id: idOf("CustomFieldDefinition", definition),
  value,
  file_name: null,
  deleted_at: null,
  ...more
})

describe("canonical.people_custom_fields", () => {
  it.scoped("gathers what is known of a person, each field in its type", () =>
    Effect.gen(function* () {
      const sql = (yield* SqlClient.SqlClient).withoutTransforms()
      yield* sql`insert into canonical.people ${sql.insert([
        { ...own("Person", "7"), status: "active" },
        { ...own("Person", "8"), status: "active" }
      ])}`
      yield* sql`insert into canonical.custom_field_definitions ${sql.insert([
        define("1", "hours", "number"),
        define("2", "has_keys", "boolean"),
        define("3", "baptised_on", "date"),
        define("4", "gifts", "checkboxes"),
        define("5", null, "string"),
        define("6", "consent", "file"),
        define("7", "old", "string", new Date(0)),
        define("8", "years", "number"),
        define("9", "gone", "string")
      ])}`
      yield* sql`insert into canonical.custom_field_values ${sql.insert([
        say("11", "1", "2.5"),
        say("12", "2", "true"),
        say("13", "3", "2020-02-29"),
        say("14", "4", "Teaching"),
        say("15", "4", "Hospitality"),
        say("16", "5", "free text"),
        say("17", "6", null, { file_name: "consent.pdf" }),
        say("18", "7", "of a field that was taken away"),
        say("19", "8", "about ten"),
        say("20", "9", "of a value that was deleted", { deleted_at: new Date(0) })
      ])}`
      const rows =
        yield* sql`select person_id, custom_fields from canonical.people_custom_fields where org_id = ${orgId}`
      assert.deepStrictEqual(rows, [
        {
          person_id: idOf("Person", "7"),
          custom_fields: {
            hours: 2.5,
            has_keys: true,
            baptised_on: "2020-02-29",
            gifts: ["Hospitality", "Teaching"],
            "Field 5": "free text",
            consent: "consent.pdf",
            years: "about ten"
          }
        }
      ])
    }).pipe(Effect.provide(layerMigratedDatabase))
  )
})
