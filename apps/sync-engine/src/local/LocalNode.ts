import { FetchHttpClient, HttpClient } from "@effect/platform"
import { Effect, Schedule } from "effect"
import { dirname, join } from "node:path"
import { freePort } from "@openfaith/local-postgres"
import * as LocalProcess from "./LocalProcess.ts"

/** A node of the local stack, and where it is reached. */
export interface LocalNode {
  readonly url: string
  /** Its address in the cluster, `host:port`. */
  readonly runner: string
  readonly process: LocalProcess.LocalProcess
}

/**
 * What a local node is started with; further variables of the environment win over the defaults. Runs start only when
 * asked for, unless `SCHEDULES` is on, and dead letters stay, unless `RECOVERY_SECONDS` is more than 0. Its journal is beside
 * its log.
 */
export interface LocalNodeOptions {
  readonly name: string
  readonly databaseUrl: string
  readonly pcoBaseUrl: string
  readonly apiKey: string
  readonly encryptionKey: string
  readonly log: string
  /** What it runs: the entry of a release. */
  readonly entry: string
  readonly environment?: Readonly<Record<string, string>>
  /** Any free ones, unless they have to be known before. */
  readonly httpPort?: number
  readonly runnerPort?: number
  /** Flags of Node itself, such as those of its profiler. */
  readonly nodeFlags?: ReadonlyArray<string>
  /** The folder it works in: this process's own, unless told otherwise. */
  readonly cwd?: string
}

// Node would let garbage pile up to gigabytes before it looks; what a node holds at once is far less. Most of it lives no
// longer than its page: with room for that, fewer pages are taken for something that stays. With so small a limit it would
// look through all that stays whenever that has grown by a third, every other second, and requests wait meanwhile.
const heapFlags = ["--max-old-space-size=256", "--max-semi-space-size=32", "--heap-growing-percent=200"]

// Everything of a local stack shares one machine, whose slowness is no reason to refuse work.
const patient = "60000,120000,180000"

/** Starts a node on free ports of 127.0.0.1 and waits until it is alive. */
export const start = Effect.fnUntraced(function* (options: LocalNodeOptions) {
  const httpPort = options.httpPort ?? (yield* freePort)
  const runnerPort = options.runnerPort ?? (yield* freePort)
  const process = yield* LocalProcess.start({
    name: options.name,
    entry: options.entry,
    args: ["serve"],
    log: options.log,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    nodeFlags: [...heapFlags, ...(options.nodeFlags ?? [])],
    environment: {
      DATABASE_URL: options.databaseUrl,
      PCO_BASE_URL: options.pcoBaseUrl,
      API_KEY: options.apiKey,
      ENCRYPTION_KEY: options.encryptionKey,
      HTTP_HOST: "127.0.0.1",
      HTTP_PORT: String(httpPort),
      RUNNER_HOST: "127.0.0.1",
      RUNNER_PORT: String(runnerPort),
      JOURNAL_DIR: join(dirname(options.log), "journal"),
      SCHEDULES: "off",
      RECOVERY_SECONDS: "0",
      PRESSURE_DELAY_MILLIS: patient,
      ...options.environment
    }
  })
  const url = `http://127.0.0.1:${httpPort}`
  const node: LocalNode = { url, runner: `127.0.0.1:${runnerPort}`, process }
  yield* isReady(url).pipe(
    Effect.retry({ schedule: Schedule.spaced("100 millis"), times: 600 }),
    Effect.raceFirst(
      Effect.flatMap(process.exited, (ending) =>
        Effect.fail(new LocalProcess.ProcessFailed({ name: options.name, reason: ending, log: options.log }))
      )
    )
  )
  return node
})

/** Whether the node at this address can do its work. */
export const isReady = (url: string) =>
  Effect.flatMap(HttpClient.HttpClient, (client) => client.get(`${url}/health/ready`)).pipe(
    Effect.filterOrFail(({ status }) => status === 200),
    Effect.timeout("5 seconds"),
    Effect.scoped,
    Effect.provide(FetchHttpClient.layer)
  )
