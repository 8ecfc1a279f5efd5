import { Command } from "@effect/cli"
import { RecordAccepted } from "@openfaith/sync-api"
import { Effect } from "effect"
import { withEngine } from "../client/WithEngine.ts"
import { printJson, printLines } from "./Output.ts"
import { entity, externalId, json, org, url } from "./Parameters.ts"

/** `sync-record`: looks at one record. */
export const SyncRecord = Command.make(
  "sync-record",
  { org, entity, externalId, url, json },
  ({ entity, externalId, json, org, url }) =>
    withEngine(url, (client) =>
      Effect.flatMap(client.SyncRecord({ orgId: org, entity, externalId }), (accepted) =>
        json
          ? printJson(RecordAccepted)(accepted)
          : printLines([`${entity} ${externalId} is queued as row ${accepted.inboxId} of the inbox.`])
      )
    )
).pipe(Command.withDescription("Have the engine look at one record at its source"))
