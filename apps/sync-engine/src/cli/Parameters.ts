import { Args, HelpDoc, Options, ValidationError } from "@effect/cli"
import { AdapterName, EntityName, ExternalId, OrgId, RunId, SyncMode } from "@openfaith/sync-api"
import { Either, Option, Schema } from "effect"
import { defaultAdapter } from "../adapters/DefaultAdapter.ts"
import { url as parseUrl } from "../config/EnvironmentVariable.ts"

/** Lets through what the schema describes, and says what is expected otherwise. */
const checked =
  (schema: Schema.Schema<string>, sentence: string) =>
  (value: string): Either.Either<string, HelpDoc.HelpDoc> =>
    Schema.is(schema)(value) ? Either.right(value) : Either.left(HelpDoc.p(sentence))

const checkedOption =
  (schema: Schema.Schema<string>, sentence: string) =>
  (value: string): Either.Either<string, ValidationError.ValidationError> =>
    Either.mapLeft(checked(schema, sentence)(value), ValidationError.invalidValue)

/** `<org>`: the organisation. */
export const org = Args.text({ name: "org" }).pipe(
  Args.withDescription("Your own name for the organisation, such as grace-church"),
  Args.mapEffect(
    checked(OrgId, "<org> must be 1 to 128 letters, digits, dots, underscores, tildes or hyphens.")
  )
)

/** `<run>`: the run. */
export const run = Args.text({ name: "run" }).pipe(
  Args.withDescription("The id of the run, as runs lists it"),
  Args.mapEffect(checked(RunId, "<run> must be the id of a run, as sync-engine runs lists it."))
)

/** `<entity>`: a kind of record. */
export const entity = Args.text({ name: "entity" }).pipe(
  Args.withDescription("The kind of record, such as Person"),
  Args.mapEffect(
    checked(EntityName, "<entity> must be the name of an entity, as sync-engine graph lists them.")
  )
)

/** `<id>`: a record at its source. */
export const externalId = Args.text({ name: "id" }).pipe(
  Args.withDescription("The id of the record at its source"),
  Args.mapEffect(checked(ExternalId, "<id> must be the id of a record, without spaces or slashes."))
)

/** `--adapter`: which product of the organisation; Planning Center where nothing is said. */
export const adapter = Options.text("adapter").pipe(
  Options.withDescription("The adapter, which is the product that is synced"),
  Options.mapEffect(checkedOption(AdapterName, "--adapter must be the name of an adapter, such as pco.")),
  Options.withDefault(defaultAdapter)
)

const unknownEntity = "--entity must be the name of an entity, as sync-engine graph lists them."

/** `--entity`, as often as wanted. */
export const entities = Options.text("entity").pipe(
  Options.withDescription("Sync this entity only, such as Person; may be given several times"),
  Options.repeated,
  Options.filterMap(Option.liftPredicate(Schema.is(Schema.Array(EntityName))), unknownEntity)
)

/** `--mode` of a sync. */
export const mode = Options.choice("mode", SyncMode.literals).pipe(
  Options.withDescription("Which records are looked at"),
  Options.withDefault("full")
)

/** `--url`: the node; none means that of the environment. */
export const url = Options.text("url").pipe(
  Options.withDescription("The address of a node; without it that in ENGINE_URL, or http://127.0.0.1:8080"),
  Options.mapEffect((value) =>
    Either.mapLeft(parseUrl("http:", "https:")(value), (reason) =>
      ValidationError.invalidValue(HelpDoc.p(`--url ${reason}.`))
    )
  ),
  Options.optional
)

/** `--json`: for programs. */
export const json = Options.boolean("json").pipe(
  Options.withDescription("Print the API's JSON on one line of standard output instead of text for people")
)
