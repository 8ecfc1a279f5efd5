import { Effect } from "effect"
import type { SimulatorAdmin } from "../local/SimulatorAdmin.ts"

/** Edits so many people at the source; silently, their timestamps stay as they were. */
export const editPeople = Effect.fnUntraced(function* (
  { call, truth }: SimulatorAdmin,
  count: number,
  nickname: string,
  silently = false
) {
  const people = yield* truth("Person")
  const step = Math.max(1, Math.floor(people.length / Math.max(1, count)))
  // Spread over the whole church, as changes are.
  const some = people.filter((_, index) => index % step === 0).slice(0, count)
  yield* Effect.forEach(
    some,
    ({ id }) => call("PATCH", `/_sim/records/Person/${id}${silently ? "?touch=false" : ""}`, { nickname }),
    { discard: true }
  )
})
