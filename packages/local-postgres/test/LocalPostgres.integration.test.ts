import { assert, describe, it, vi } from "@effect/vitest"
import { spawn, spawnSync } from "node:child_process"
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"
import { fileURLToPath } from "node:url"
import { Effect, Exit, Option, Schedule, Schema } from "effect"
import { LocalPostgres, ServerFailed } from "../src/index.ts"
import { isRunning, query, untilGone } from "./fixtures/processes.ts"

const fixture = fileURLToPath(new URL("fixtures/holdServer.ts", import.meta.url))
const packageFolder = fileURLToPath(new URL("..", import.meta.url))
const isRoot = process.getuid?.() === 0
const ordinaryUser = { uid: 65534, gid: 65534 }

/** A checkout or a Node below root's home is out of reach for others, which no code of ours can change. */
const ordinaryUserCanRunThis =
  isRoot &&
  spawnSync(
    process.execPath,
    ["-p", "require('fs').readFileSync(process.argv[1]).length", fixture],
    ordinaryUser
  ).status === 0

const tempFolder = Effect.acquireRelease(
  Effect.promise(async () => {
    const path = await mkdtemp(join(tmpdir(), "local postgres "))
    await chmod(path, 0o777)
    return path
  }),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
)

const Held = Schema.parseJson(Schema.Struct({ pid: Schema.Number, url: Schema.String }))

interface User {
  readonly uid?: number
  readonly gid?: number
}

/** A process of its own that starts a server and holds it, with `temp` as its temporary folder. */
const serverHolder = (temp: string, user: User) =>
  Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, ["--import", "tsx", fixture], {
        ...user,
        cwd: packageFolder,
        env: { PATH: "/usr/bin:/bin", HOME: temp, TMPDIR: temp },
        stdio: ["ignore", "pipe", "inherit"]
      })
    ),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  )

const firstLine = (stream: Readable) =>
  Effect.promise(async () => {
    for await (const line of createInterface(stream)) return line
    throw new Error("The process ended without a server")
  })

const serverFolders = (temp: string) =>
  Effect.promise(async () => (await readdir(temp)).filter((name) => name.startsWith("openfaith-postgres-")))

/** Looks until there are `count` servers' folders, 15 seconds at most. */
const untilServerFolders = (temp: string, count: number) =>
  Effect.repeat(serverFolders(temp), {
    until: (found) => found.length === count,
    schedule: Schedule.spaced("50 millis").pipe(Schedule.upTo("15 seconds"))
  }).pipe(Effect.zipRight(serverFolders(temp)))

const killedParentLeavesNothing = (user: User) =>
  Effect.gen(function* () {
    const temp = yield* tempFolder
    const child = yield* serverHolder(temp, user)
    const held = yield* Effect.flatMap(firstLine(child.stdout), Schema.decode(Held))
    assert.deepStrictEqual(yield* query(held.url, "select 1 as one"), [{ one: 1 }])
    child.kill("SIGKILL")
    assert.isTrue(yield* untilGone(held.pid))
    assert.deepStrictEqual(yield* untilServerFolders(temp, 0), [])
  })

describe("LocalPostgres", () => {
  it.live("serves PostgreSQL 18 while its scope is open, and not after", () =>
    Effect.gen(function* () {
      const pid = yield* Effect.scoped(
        Effect.gen(function* () {
          const server = yield* LocalPostgres.start()
          const [row] = yield* query(
            server.url,
            "select current_setting('server_version_num')::int / 10000 as major"
          )
          assert.deepStrictEqual(row, { major: 18 })
          return Option.getOrThrow(yield* server.pid)
        })
      )
      assert.isFalse(isRunning(pid))
    })
  )

  it.scopedLive("keeps url and data over a restart, a stop and a crash", () =>
    Effect.gen(function* () {
      const server = yield* LocalPostgres.start({ durable: true })
      const insert = (n: number) => query(server.url, `insert into kept values (${n})`)
      yield* query(server.url, "create table kept (n int)")
      yield* insert(1)
      yield* server.restart
      yield* insert(2)
      yield* server.stop("immediate")
      assert.isTrue(Option.isNone(yield* server.pid))
      yield* server.start
      yield* insert(3)
      yield* server.kill
      yield* server.start
      assert.deepStrictEqual(yield* query(server.url, "select n from kept order by n"), [
        { n: 1 },
        { n: 2 },
        { n: 3 }
      ])
    })
  )

  it.scopedLive("opens a data folder it made before", () =>
    Effect.gen(function* () {
      const dataDir = join(yield* tempFolder, "data")
      yield* Effect.scoped(
        Effect.flatMap(LocalPostgres.start({ dataDir }), ({ url }) =>
          query(url, "create table kept as select 7 as n")
        )
      )
      const { url } = yield* LocalPostgres.start({ dataDir })
      assert.deepStrictEqual(yield* query(url, "select n from kept"), [{ n: 7 }])
    })
  )

  it.scopedLive("fails with the server's own words when it cannot start", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(LocalPostgres.start({ settings: { shared_buffers: "many" } }))
      assert.instanceOf(error, ServerFailed)
      assert.include(error.message, "shared_buffers")
    })
  )

  it.scopedLive("uses the server it is given instead of starting one", () =>
    Effect.gen(function* () {
      const url = "postgresql://someone@elsewhere/db"
      assert.strictEqual(yield* LocalPostgres.urlOr(Option.some(url)), url)
    })
  )

  it.scopedLive("leaves nothing behind when its process is killed", () => killedParentLeavesNothing({}))

  it.scopedLive("leaves nothing behind when its process is killed while it starts", () =>
    Effect.gen(function* () {
      const temp = yield* tempFolder
      const child = yield* serverHolder(temp, {})
      assert.lengthOf(yield* untilServerFolders(temp, 1), 1)
      child.kill("SIGKILL")
      assert.deepStrictEqual(yield* untilServerFolders(temp, 0), [])
    })
  )

  it.scopedLive.skipIf(!ordinaryUserCanRunThis)("leaves nothing behind for an ordinary user either", () =>
    killedParentLeavesNothing(ordinaryUser)
  )

  it.scopedLive("removes its files when starting is interrupted", () =>
    Effect.gen(function* () {
      const temp = yield* tempFolder
      vi.stubEnv("TMPDIR", temp)
      yield* Effect.addFinalizer(() => Effect.sync(() => vi.unstubAllEnvs()))
      const exit = yield* Effect.exit(Effect.timeout(Effect.scoped(LocalPostgres.start()), "100 millis"))
      assert.isTrue(Exit.isFailure(exit))
      assert.deepStrictEqual(yield* serverFolders(temp), [])
    })
  )
})
