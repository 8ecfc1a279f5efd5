import { Effect } from "effect"
import { DeadLetterStore } from "../../src/stores/DeadLetterStore.ts"
import type { BadRecord } from "../../src/sync/PreparePages.ts"
import { connect, trigger } from "./Connections.ts"

/** A person whose birthday is none. */
export const badPerson = (recordKey: string, rest: Partial<BadRecord> = {}): BadRecord => ({
  entity: "Person",
  externalId: recordKey,
  recordKey,
  reason: "Undecodable",
  path: "attributes.birthdate",
  message: "Expected a date",
  raw: { id: recordKey, attributes: { birthdate: "2026-02-30" } },
  ...rest
})

/** The letter box of a run of an organisation that is connected for it. */
export const letterBox = (orgId: string) =>
  Effect.gen(function* () {
    const connection = yield* connect(orgId)
    const { runId } = yield* trigger(connection)
    return { orgId, adapter: connection.adapter, connectionId: connection.connectionId, runId }
  })

/** Has these records fail once. */
export const fail = (
  box: Effect.Effect.Success<ReturnType<typeof letterBox>>,
  ...records: ReadonlyArray<BadRecord>
) => Effect.flatMap(DeadLetterStore, (store) => store.put(box, records))
