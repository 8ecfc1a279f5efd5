import { Args, Command, HelpDoc, Options, ValidationError } from "@effect/cli"
import { CreatedKey, Key, KeyId, KeyName, Keys as KeysSchema, KeyScope, OrgId } from "@openfaith/sync-api"
import { Array, DateTime, Effect, Either, Option, Redacted, Schema } from "effect"
import { withEngine } from "../client/WithEngine.ts"
import { instant } from "../config/EnvironmentVariable.ts"
import { SecretsUnreadable } from "./CliErrors.ts"
import { formatCount, formatInstant } from "./Formats.ts"
import { printJson, printLines } from "./Output.ts"
import { json, url } from "./Parameters.ts"
import { textTable } from "./TextTable.ts"

const name = Options.text("name").pipe(
  Options.withDescription("What people call the key, such as Reports"),
  Options.filterMap(
    Option.liftPredicate(Schema.is(KeyName)),
    "--name must be 1 to 100 characters on one line."
  )
)
const scope = Options.choice("scope", KeyScope.literals).pipe(
  Options.withDescription("What its holder may do; each scope includes the ones before it"),
  Options.withDefault("read")
)
const organizations = Options.text("org").pipe(
  Options.withDescription("An organisation that the key is for; may be given several times. Without it, all"),
  Options.repeated,
  Options.filterMap(
    Option.liftPredicate(Schema.is(Schema.Array(OrgId))),
    "--org must be the name of an organisation, such as grace-church."
  )
)
const expiresAt = Options.text("expires-at").pipe(
  Options.withDescription("When it ends by itself; without it, when it is revoked"),
  Options.mapEffect((value) =>
    Either.mapLeft(instant(value), (reason) =>
      ValidationError.invalidValue(HelpDoc.p(`--expires-at ${reason}.`))
    )
  ),
  Options.optional
)
const key = Args.text({ name: "key" }).pipe(
  Args.withDescription("The id of the key, as keys list shows it"),
  Args.mapEffect((value) =>
    Schema.is(KeyId)(value)
      ? Either.right(value)
      : Either.left(HelpDoc.p("<key> must be the id of a key, as sync-engine keys list shows it."))
  )
)

const orNever = (at: DateTime.Utc | null): string => (at === null ? "never" : formatInstant(at))

const table = (keys: ReadonlyArray<Key>): ReadonlyArray<string> =>
  textTable(
    ["id", "name", "scope", "organisations", "created", "last used", "ends"].map((heading) => ({ heading })),
    keys.map((key) => [
      key.keyId,
      key.name,
      key.scope,
      key.organizations === null ? "all" : key.organizations.join(", "),
      formatInstant(key.createdAt),
      orNever(key.lastUsedAt),
      key.revokedAt === null ? orNever(key.expiresAt) : `revoked ${formatInstant(key.revokedAt)}`
    ])
  )

const list = Command.make("list", { url, json }, ({ json, url }) =>
  withEngine(url, (client) =>
    Effect.flatMap(client.ListKeys(), (all) => {
      if (json) return printJson(KeysSchema)(all)
      return printLines(
        all.keys.length === 0 ? ["There is only the key of the environment."] : table(all.keys)
      )
    })
  )
).pipe(Command.withDescription("List the keys, newest first"))

const create = Command.make(
  "create",
  { name, scope, organizations, expiresAt, url, json },
  ({ expiresAt, json, name, organizations, scope, url }) =>
    withEngine(url, (client) =>
      Effect.flatMap(
        client.CreateKey({
          name,
          scope,
          organizations: Array.isNonEmptyReadonlyArray(organizations) ? organizations : null,
          expiresAt: Option.getOrNull(expiresAt)
        }),
        (made) =>
          json
            ? printJson(CreatedKey)(made)
            : printLines([
                Redacted.value(made.apiKey),
                `This is the key ${made.keyId}. It is shown only now: keep it where secrets are kept.`
              ])
      )
    )
).pipe(Command.withDescription("Make a key for callers of the API"))

const revoke = Command.make("revoke", { key, url, json }, ({ json, key, url }) =>
  withEngine(url, (client) =>
    Effect.flatMap(client.RevokeKey({ keyId: key }), (revoked) =>
      json
        ? printJson(Key)(revoked)
        : printLines([`The key ${revoked.name} is revoked: all nodes refuse it within seconds.`])
    )
  )
).pipe(Command.withDescription("Revoke a key, with the sessions that it opened"))

const Rotated = Schema.Struct({
  keyId: Schema.String,
  credentials: Schema.Int,
  webhookSecrets: Schema.Int,
  unreadable: Schema.Int
})

// Loaded only here: the other commands ask a node and need no database.
const rotateKeys = Effect.flatMap(
  Effect.promise(() => import("../credentials/RotateKeys.ts")),
  ({ rotateKeys }) => rotateKeys
)

const rotate = Command.make("rotate", { json }, ({ json }) =>
  Effect.gen(function* () {
    const rotated = yield* rotateKeys
    const { credentials, keyId, unreadable, webhookSecrets } = rotated
    yield* json
      ? printJson(Rotated)(rotated)
      : printLines([
          `Encrypted ${formatCount(credentials)} credentials and ${formatCount(webhookSecrets)} webhook secrets anew, with key ${keyId}.`
        ])
    if (unreadable > 0) return yield* new SecretsUnreadable({ count: unreadable })
  })
).pipe(
  Command.withDescription("Encrypt all stored credentials and webhook secrets with the newest ENCRYPTION_KEY")
)

/** `keys`: who may call the API, and for what; and the keys that secrets are encrypted with. */
export const Keys = Command.make("keys").pipe(
  Command.withDescription(
    "Make, list and revoke the keys of callers; rotate the key that secrets are encrypted with"
  ),
  Command.withSubcommands([create, list, revoke, rotate])
)
