import { Schema } from "effect"

/** The caller's own name for an organisation: 1 to 128 characters that need no escaping in a URL, but not `.` or `..`. */
export const OrgId = Schema.String.pipe(
  Schema.pattern(/^(?!\.{1,2}$)[A-Za-z0-9._~-]{1,128}$/, {
    message: () => "Expected 1 to 128 letters, digits, dots, underscores, tildes or hyphens",
    arbitrary: () => (fc) => fc.stringMatching(/^[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,20}$/)
  })
).annotations({
  identifier: "OrgId",
  description: "The caller's own name for an organisation",
  examples: ["grace-church"]
})

/** The name of an adapter, such as `pco`. */
export const AdapterName = Schema.String.pipe(
  Schema.pattern(/^[a-z][a-z0-9-]{0,31}$/, {
    message: () => "Expected a lower-case name of up to 32 letters, digits and hyphens"
  })
).annotations({ identifier: "AdapterName", description: "The name of an adapter", examples: ["pco"] })

/** The name of an entity, such as `HouseholdMembership`; an adapter's graph lists those it knows. */
export const EntityName = Schema.String.pipe(
  Schema.pattern(/^[A-Za-z][A-Za-z0-9]{0,63}$/, {
    message: () => "Expected a name of up to 64 letters and digits"
  })
).annotations({ identifier: "EntityName", description: "The name of an entity", examples: ["Person"] })

/** The id of a run, made when the run is asked for. */
export const RunId = Schema.UUID.annotations({
  identifier: "RunId",
  description: "The id of a run",
  examples: ["0197f0a2-6f1c-7c7e-9b1d-3b7c8f0e4a55"]
})

/** The id of a connection: the same for the same organisation and adapter, however often it is connected. */
export const ConnectionId = Schema.UUID.annotations({
  identifier: "ConnectionId",
  description: "The id of a connection",
  examples: ["8c2f7d5e-0c1b-5a55-9d3e-1f6f0a9b7c31"]
})
