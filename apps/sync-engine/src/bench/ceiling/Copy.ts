import { Client } from "pg"
import { type Resource, rowOf, type Table, tables, upsertOf } from "./Table.ts"

/** Where to copy from, as whom, and where to. */
export interface CopyOptions {
  readonly baseUrl: string
  readonly applicationId: string
  readonly secret: string
  readonly databaseUrl: string
}

interface Page {
  readonly data: ReadonlyArray<Resource>
  readonly included?: ReadonlyArray<Resource>
  readonly meta: { readonly next?: { readonly offset: number } }
}

/** What was included because somebody on the page has it; some kinds do not name their person themselves. */
const childrenOn = ({ data, included = [] }: Page): ReadonlyArray<Resource> => {
  const owners = new Map<string, string>()
  for (const { id, relationships = {} } of data) {
    for (const { data: linked } of Object.values(relationships)) {
      if (Array.isArray(linked)) for (const child of linked) owners.set(`${child.type}/${child.id}`, id)
    }
  }
  return included.flatMap((child) => {
    const id = owners.get(`${child.type}/${child.id}`)
    return id === undefined
      ? []
      : [{ ...child, relationships: { person: { data: { id } }, ...child.relationships } }]
  })
}

const peopleVersion = { "x-pco-api-version": "2026-06-04" }

const withEverything = `include=${[
  "emails",
  "phone_numbers",
  "addresses",
  "field_data",
  "social_profiles",
  "inactive_reason",
  "marital_status",
  "name_prefix",
  "name_suffix"
].join(",")}`

/**
 * Copies a whole church the plainest way: one page after the other is fetched, parsed and written, with one statement an
 * entity and page over one connection. No checkpoint, no ledger, no check of any value. Answers the seconds it took.
 */
export const copyAll = async ({
  applicationId,
  baseUrl,
  databaseUrl,
  secret
}: CopyOptions): Promise<number> => {
  const began = performance.now()
  const authorization = `Basic ${Buffer.from(`${applicationId}:${secret}`).toString("base64")}`
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()

  const write = async (table: Table, rows: ReadonlyArray<unknown>) => {
    await client.query({ name: table.table, text: upsertOf(table), values: [JSON.stringify(rows)] })
  }

  /** Writes all pages of a list, what was included with it too, and answers the ids of its own records. */
  const copyList = async (path: string, query: string, parent: Partial<Record<string, string>> = {}) => {
    const relationships = Object.fromEntries(
      Object.entries(parent).map(([name, id]) => [name, { data: { id: id ?? "" } }])
    )
    const ids: Array<string> = []
    let offset: number | undefined = 0
    while (offset !== undefined) {
      const response = await fetch(`${baseUrl}${path}?${query}&per_page=100&offset=${offset}`, {
        headers: path.startsWith("/people/") ? { authorization, ...peopleVersion } : { authorization }
      })
      const page = JSON.parse(await response.text()) as Page
      const rows = new Map<Table, Array<unknown>>()
      for (const given of [...page.data, ...childrenOn(page)]) {
        const table = tables[given.type]
        if (table === undefined) continue
        const record = { ...given, relationships: { ...relationships, ...given.relationships } }
        const before = rows.get(table)
        if (before === undefined) rows.set(table, [rowOf(table, record)])
        else before.push(rowOf(table, record))
      }
      for (const [table, some] of rows) await write(table, some)
      for (const { id } of page.data) ids.push(id)
      offset = page.meta.next?.offset
    }
    return ids
  }

  for (const values of [
    "campuses",
    "marital_statuses",
    "name_prefixes",
    "name_suffixes",
    "inactive_reasons",
    "tabs"
  ]) {
    await copyList(`/people/v2/${values}`, "")
  }
  await copyList("/people/v2/field_definitions", "filter=include_deleted")
  await copyList("/people/v2/people", withEverything)
  await copyList("/people/v2/person_mergers", "")
  for (const household of await copyList("/people/v2/households", "")) {
    await copyList(`/people/v2/households/${household}/household_memberships`, "", { household })
  }
  await copyList("/groups/v2/group_types", "")
  for (const group of await copyList("/groups/v2/groups", "where[archive_status]=include")) {
    await copyList(`/groups/v2/groups/${group}/memberships`, "", { group })
  }
  await copyList("/groups/v2/events", "")
  for (const tag_group of await copyList("/groups/v2/tag_groups", "")) {
    await copyList(`/groups/v2/tag_groups/${tag_group}/tags`, "", { tag_group })
  }
  await client.end()
  return (performance.now() - began) / 1000
}
