import { Command } from "@effect/cli"
import { Connected, type Connection } from "@openfaith/sync-api"
import { Effect } from "effect"
import { withEngine } from "../client/WithEngine.ts"
import { credentialOptions, readCredential } from "./CredentialInput.ts"
import { printJson, printLines } from "./Output.ts"
import { adapter, json, org, url } from "./Parameters.ts"

const text = ({ adapter, orgId, source }: Connection): ReadonlyArray<string> => [
  `Connected ${orgId} by ${adapter} to ${source.name} (account ${source.id}, ${source.timeZone}, ${source.countryCode}).`,
  `Sync it with: sync-engine sync ${orgId} --watch`
]

/** `connect`: hands an organisation's credential to the engine, which tries it before it keeps it. */
export const Connect = Command.make(
  "connect",
  { org, adapter, ...credentialOptions, url, json },
  ({ adapter, json, org, url, ...flags }) =>
    Effect.gen(function* () {
      const auth = yield* readCredential(flags)
      yield* withEngine(url, (client) =>
        Effect.gen(function* () {
          const connected = yield* client.Connect({ orgId: org, adapter, auth })
          yield* json
            ? printJson(Connected)(connected)
            : Effect.flatMap(client.GetConnection({ orgId: org, adapter }), (connection) =>
                printLines(text(connection))
              )
        })
      )
    })
).pipe(Command.withDescription("Connect an organisation's account, or replace its credential"))
