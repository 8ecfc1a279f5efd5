import { Command, Options } from "@effect/cli"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect, Option } from "effect"
import { Simulator } from "./Simulator.ts"
import { defaultOptions } from "./SimulatorOptions.ts"

const whole = (name: string, fallback: number, description: string) =>
  Options.integer(name).pipe(Options.withDefault(fallback), Options.withDescription(description))

const word = (name: string, fallback: string, description: string) =>
  Options.text(name).pipe(Options.withDefault(fallback), Options.withDescription(description))

const options = {
  port: whole("port", defaultOptions.port, "Port to listen on; 0 picks a free one"),
  host: word("host", defaultOptions.host, "Address to listen on; the admin API has no password"),
  people: whole("people", defaultOptions.people, "People in each church"),
  firstPeople: Options.integer("first-people").pipe(
    Options.optional,
    Options.withDescription("People in the first church; as many as in the others unless told")
  ),
  seed: whole("seed", defaultOptions.seed, "The same seed makes the same church"),
  organizations: whole(
    "organizations",
    defaultOptions.organizations,
    "How many churches, each with its own credential"
  ),
  rateLimit: whole("rate-limit", defaultOptions.rateLimit, "Requests a period; 0 for no limit"),
  ratePeriodSeconds: Options.float("rate-period").pipe(
    Options.withDefault(defaultOptions.ratePeriodSeconds),
    Options.withDescription("Seconds of a rate-limit period")
  ),
  deepRateLimit: Options.integer("deep-rate-limit").pipe(
    Options.optional,
    Options.withDescription(
      "Requests a period for offsets beyond 30,000; three quarters of the limit by default"
    )
  ),
  limiter: Options.choice("limiter", ["sliding", "fixed"]).pipe(
    Options.withDefault(defaultOptions.limiter),
    Options.withDescription("Count over the last period at any moment, or in periods that start afresh")
  ),
  latencyMs: whole("latency", defaultOptions.latencyMs, "Milliseconds every answer is held back"),
  tokenSeconds: whole("token-seconds", defaultOptions.tokenSeconds, "Seconds an OAuth access token lives"),
  timeZone: word("time-zone", defaultOptions.timeZone, "The organisations' IANA time zone"),
  requestLog: whole("request-log", defaultOptions.requestLog, "How many requests the log remembers"),
  cacheMegabytes: whole(
    "cache",
    defaultOptions.cacheMegabytes,
    "Megabytes of rows served before that are kept"
  ),
  linkOrigin: Options.text("link-origin").pipe(
    Options.optional,
    Options.withDescription("Origin written into links in place of the server's own")
  )
}

const command = Command.make("pco-simulator", options, (given) =>
  Effect.gen(function* () {
    const simulator = yield* Simulator.make({
      ...given,
      firstPeople: Option.getOrNull(given.firstPeople),
      deepRateLimit: Option.getOrNull(given.deepRateLimit),
      linkOrigin: Option.getOrNull(given.linkOrigin)
    })
    yield* Console.log(
      JSON.stringify({
        url: simulator.url,
        port: simulator.port,
        pid: process.pid,
        people: given.people,
        seed: given.seed,
        organizations: simulator.organizations
      })
    )
    return yield* Effect.never
  }).pipe(Effect.scoped)
).pipe(Command.withDescription("A local Planning Center, made up from a seed"))

const run = Command.run(command, { name: "pco-simulator", version: "0.1.0" })

run(process.argv).pipe(Effect.provide(NodeContext.layer), NodeRuntime.runMain)
