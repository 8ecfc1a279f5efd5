import { json, type Reply } from "../api/Reply.ts"
import { mergePeople } from "../world/Merge.ts"
import type { Changed } from "../world/Mutations.ts"
import { isTableName, type TableName } from "../world/Row.ts"
import { factsOf } from "../world/Truth.ts"
import { type AdminCall, problem, withBody } from "./AdminCall.ts"
import { ChangesInput, MergeInput, RecordsInput } from "./AdminInput.ts"

const answer = (changed: Changed, status = 200): Reply =>
  changed.kind === "changed" ? json(status, factsOf(changed.row)) : problem(changed.status, changed.detail)

const isList = (
  input: typeof RecordsInput.Type
): input is Extract<typeof RecordsInput.Type, ReadonlyArray<unknown>> => Array.isArray(input)

const create = (call: AdminCall, table: TableName): Reply =>
  withBody(call, RecordsInput, (input) => {
    const { mutations } = call.organization
    if (!isList(input)) return answer(mutations.create(table, input), 201)
    const created = input.map((changes) => mutations.create(table, changes))
    const refused = created.find((changed) => changed.kind === "refused")
    if (refused !== undefined) return answer(refused)
    return json(
      201,
      created.flatMap((changed) => (changed.kind === "changed" ? [factsOf(changed.row)] : []))
    )
  })

const merge = (call: AdminCall, loser: string, keeper: string): Reply =>
  withBody(call, MergeInput, ({ children }) => {
    const { mutations, world } = call.organization
    return answer(mergePeople(world, mutations, call.state.clock.seconds, loser, keeper, children))
  })

const one = (call: AdminCall, table: TableName, id: string): Reply | null => {
  const { mutations, world } = call.organization
  const touch = call.parameters.get("touch") !== "false"
  switch (call.method) {
    case "GET": {
      const row = world.find(table, id)
      return row === null ? problem(404, `${table} ${id} is not there`) : json(200, factsOf(row))
    }
    case "PATCH":
      return withBody(call, ChangesInput, (changes) => answer(mutations.edit(table, id, changes, touch)))
    case "DELETE":
      return answer(mutations.remove(table, id))
    default:
      return null
  }
}

/** `/_sim/records/{Entity}[/{id}[/restore]]` and `/_sim/people/{id}/…`: what staff would do to the records. */
export const records = (call: AdminCall): Reply | null => {
  const [root, ...rest] = call.segments
  const [table = "", id, action, other] = root === "people" ? ["Person", ...rest] : rest
  // Mergers come about by merging, and stay.
  if (!isTableName(table) || table === "PersonMerger") return null
  if (id === undefined) return call.method === "POST" ? create(call, table) : null
  if (action === undefined) return one(call, table, id)
  if (call.method !== "POST") return null
  if (action === "restore" && other === undefined) {
    return answer(call.organization.mutations.restore(table, id, call.parameters.get("touch") !== "false"))
  }
  return action === "merge-into" && other !== undefined && table === "Person" ? merge(call, id, other) : null
}
