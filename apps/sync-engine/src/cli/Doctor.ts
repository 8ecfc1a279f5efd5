import { Command } from "@effect/cli"
import { Effect } from "effect"
import { type Finding, Findings } from "../doctor/Finding.ts"
import { FaultsFound } from "./CliErrors.ts"
import { printJson, printLines } from "./Output.ts"
import { json, url } from "./Parameters.ts"
import { textTable } from "./TextTable.ts"

const text = (findings: ReadonlyArray<Finding>): ReadonlyArray<string> => [
  ...textTable(
    ["status", "check", "found"].map((heading) => ({ heading })),
    findings.map(({ check, message, status }) => [status, check, message])
  ),
  ...findings.flatMap(({ check, remedy }) => (remedy === null ? [] : ["", `${check}: ${remedy}`]))
]

// Loaded only here: no other command needs the database beside a node.
const examine = Effect.promise(() => import("../doctor/Examine.ts"))

/** `doctor`: looks at all that a node needs, and says how to mend what is wrong. */
export const Doctor = Command.make("doctor", { url, json }, ({ json, url }) =>
  Effect.gen(function* () {
    const findings = yield* (yield* examine).examine(url)
    yield* json ? printJson(Findings)({ findings }) : printLines(text(findings))
    const faults = findings.filter(({ status }) => status === "failed").length
    if (faults > 0) return yield* new FaultsFound({ faults, of: "doctor" })
  })
).pipe(
  Command.withDescription(
    "Check configuration, database, clocks, source, credentials, nodes and webhooks, and say how to mend what is wrong. " +
      "The status is 2 when something is wrong"
  )
)
