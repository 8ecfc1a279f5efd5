import { NodeHttpClient } from "@effect/platform-node"
import { HttpBody, HttpClient, HttpClientResponse, UrlParams } from "@effect/platform"
import { assert, layer } from "@effect/vitest"
import {
  type AdapterSession,
  type Credential,
  type FetchedRecord,
  RequestPlan,
  type StreamPlan
} from "@openfaith/adapter-core"
import type { CanonicalRecord } from "@openfaith/canonical"
import { Simulator, type SimulatorOptions } from "@openfaith/pco-simulator"
import { DateTime, Effect, Either, Redacted, Schema } from "effect"
import { pcoAdapter, pcoEntityManifest } from "../src/index.ts"
import { context } from "./support/Golden.ts"
import { walk } from "./support/Walk.ts"

const credential: Credential = {
  type: "personal-access-token",
  applicationId: "sim-app",
  secret: Redacted.make("sim-secret")
}

const TokenPair = Schema.Struct({ access_token: Schema.String, refresh_token: Schema.String })

const Damage = Schema.Array(Schema.Struct({ entity: Schema.String, id: Schema.String, kind: Schema.String }))

const faults = [
  ["429", "RateLimited"],
  ["500", "UpstreamUnavailable"],
  ["503", "UpstreamUnavailable"],
  ["cut-body", "MalformedResponse"],
  ["wrong-json", "MalformedResponse"],
  ["html", "MalformedResponse"]
] as const

/** A church on a real socket, and the adapter over it. */
const church = (options: Partial<SimulatorOptions> = {}) =>
  Effect.gen(function* () {
    const simulator = yield* Simulator.make({ people: 260, rateLimit: 0, ...options })
    const adapter = yield* pcoAdapter({
      baseUrl: new URL(simulator.url),
      oauthClient: { clientId: "sim-client", clientSecret: Redacted.make("sim-client-secret") }
    })
    const session = adapter.session({ credential: Effect.succeed(credential) })
    const http = yield* HttpClient.HttpClient
    const ask = (path: string) =>
      http.get(simulator.url + path).pipe(Effect.flatMap((response) => response.json))
    const tell = (path: string, body: unknown) =>
      http
        .post(simulator.url + path, { body: HttpBody.unsafeJson(body) })
        .pipe(Effect.flatMap((response) => response.json))
    return { adapter, ask, http, session, simulator, tell }
  })

const entities = Object.keys(pcoEntityManifest.entities)

// Named, so that what is read on request only is read too.
const plans = RequestPlan.make(pcoEntityManifest, { mode: "full", entities }).waves.flat()

const planOf = (endpoint: StreamPlan["endpoint"]): StreamPlan => {
  const listed = Object.values(pcoEntityManifest.endpoints).find(({ name }) => name === endpoint)
  assert.isDefined(listed)
  return {
    entity: listed?.entity.name ?? "",
    wave: 0,
    endpoint,
    include: [],
    riders: [],
    within: listed?.within ?? null,
    window: null,
    order: null,
    fixed: listed?.fixed ?? {},
    pageSize: 100,
    changes: null
  }
}

const idsOf = (records: ReadonlyArray<FetchedRecord>, entity: string) =>
  records.flatMap((record) =>
    record.entity === entity && record.externalId !== null ? [record.externalId] : []
  )

/** Everything a full pass brings. */
const fullPass = (session: AdapterSession) =>
  Effect.reduce(plans, new Array<FetchedRecord>(), (known, plan) =>
    Effect.gen(function* () {
      const { within } = plan
      if (within === null) return [...known, ...(yield* walk(session, plan))]
      const parents = idsOf(known, within.entity)
      const below = yield* Effect.forEach(parents, (id) => walk(session, plan, { [within.param]: id }), {
        concurrency: 8
      })
      return [...known, ...below.flat()]
    })
  )

const read = (record: FetchedRecord): Either.Either<CanonicalRecord, unknown> => {
  const entity = Object.values(pcoEntityManifest.entities).find(({ name }) => name === record.entity)
  return entity === undefined ? Either.left(record.entity) : entity.read(record.raw, context)
}

layer(NodeHttpClient.layerUndici, { excludeTestServices: true })("pcoAdapter over HTTP", (it) => {
  it.scoped(
    "brings every record of every entity in a full pass, each readable",
    () =>
      Effect.gen(function* () {
        const { ask, session } = yield* church()
        const records = yield* fullPass(session)
        const counted = Object.fromEntries(entities.map((name) => [name, idsOf(records, name).length]))
        assert.deepInclude(yield* ask("/_sim/counts"), counted)
        for (const record of records) {
          const made = read(record)
          assert.isTrue(Either.isRight(made), JSON.stringify([made, record.raw]))
          assert.strictEqual(Either.getOrThrow(made).externalId, record.externalId)
        }
      }),
    60_000
  )

  it.scoped("walks every list of a parent to the same records", () =>
    Effect.gen(function* () {
      const { session } = yield* church({ people: 40 })
      const compare = (below: string, whole: string, parent: string, param: string) =>
        Effect.gen(function* () {
          const all = yield* walk(session, planOf(whole))
          const parents = idsOf(yield* walk(session, planOf(parent)), planOf(below).within?.entity ?? "")
          const some = yield* Effect.forEach(parents, (id) => walk(session, planOf(below), { [param]: id }))
          assert.sameMembers(
            idsOf(some.flat(), planOf(below).entity),
            idsOf(all, planOf(whole).entity),
            below
          )
        })
      yield* compare("listPersonEmails", "listEmails", "listPeople", "person_id")
      yield* compare("listPersonPhoneNumbers", "listPhoneNumbers", "listPeople", "person_id")
      yield* compare("listPersonAddresses", "listAddresses", "listPeople", "person_id")
      yield* compare("listGroupEvents", "listEvents", "listGroups", "group_id")
    })
  )

  it.scoped("reads single records as the lists do", () =>
    Effect.gen(function* () {
      const { session } = yield* church({ people: 40 })
      const records = yield* fullPass(session)
      for (const endpoint of Object.values(pcoEntityManifest.endpoints).filter(
        ({ kind }) => kind === "get"
      )) {
        const listed = records.find(({ entity }) => entity === endpoint.entity.name)
        // A church this small has merged nobody yet.
        if (endpoint.entity.name !== "PersonMerger") assert.isDefined(listed, endpoint.name)
        if (listed === undefined) continue
        const made = Either.getOrThrow(read(listed))
        const parents = JSON.parse(JSON.stringify(listed.raw["relationships"] ?? {}))
        const params = {
          id: made.externalId,
          household_id: parents.household?.data.id ?? "",
          group_id: parents.group?.data.id ?? "",
          tag_group_id: parents.tag_group?.data.id ?? ""
        }
        const page = yield* session.fetch({
          endpoint: endpoint.name,
          params,
          include: [],
          query: {},
          offset: 0,
          perPage: 1
        })
        assert.deepStrictEqual(page.primary.map(read), [Either.right(made)], endpoint.name)
      }
    })
  )

  it.scoped("tells who is behind a credential, and which is refused", () =>
    Effect.gen(function* () {
      const { adapter, simulator } = yield* church({ people: 10 })
      const { organisation } = yield* adapter.probe(credential)
      assert.strictEqual(organisation.id, simulator.organizations[0]?.id)
      assert.deepInclude(organisation, { timeZone: "America/New_York", countryCode: "US" })
      const refused = yield* Effect.flip(adapter.probe({ ...credential, secret: Redacted.make("wrong") }))
      assert.strictEqual(refused._tag, "Unauthorized")
    })
  )

  it.scoped("refreshes a grant once, and hears that the old one is spent", () =>
    Effect.gen(function* () {
      const { adapter, http, simulator } = yield* church({ people: 10 })
      const authorized = yield* http.get(
        `${simulator.url}/oauth/authorize?client_id=sim-client&redirect_uri=http://localhost/`
      )
      const code = new URL(authorized.headers["location"] ?? "").searchParams.get("code") ?? ""
      const form = {
        grant_type: "authorization_code",
        code,
        client_id: "sim-client",
        client_secret: "sim-client-secret"
      }
      const traded = yield* http.post(`${simulator.url}/oauth/token`, {
        body: HttpBody.urlParams(UrlParams.fromInput(form))
      })
      const token = yield* HttpClientResponse.schemaBodyJson(TokenPair)(traded)
      const grant: Credential = {
        type: "oauth",
        accessToken: Redacted.make(token.access_token),
        refreshToken: Redacted.make(token.refresh_token),
        expiresAt: DateTime.unsafeMake(0)
      }
      const fresh = yield* adapter.refresh(grant)
      assert.strictEqual((yield* adapter.probe(fresh)).organisation.id, simulator.organizations[0]?.id)
      assert.strictEqual((yield* Effect.flip(adapter.refresh(grant)))._tag, "CredentialRejected")
      assert.strictEqual((yield* adapter.refresh(fresh)).type, "oauth")
    })
  )

  it.scoped("hears of the limit before and when it is reached", () =>
    Effect.gen(function* () {
      const { session } = yield* church({ people: 10, rateLimit: 2 })
      const page = session.fetch({
        endpoint: "listPeople",
        params: {},
        include: [],
        query: {},
        offset: 0,
        perPage: 1
      })
      assert.deepStrictEqual((yield* page).budget, { limit: 2, periodSeconds: 20, count: 1 })
      yield* page
      const error = yield* Effect.flip(page)
      assert.strictEqual(error._tag, "RateLimited")
      if (error._tag === "RateLimited") assert.isAbove(error.retryAfterSeconds ?? 0, 0)
    })
  )

  it.scoped("finds each damaged record, and reads every other one", () =>
    Effect.gen(function* () {
      const { session, tell } = yield* church()
      const kinds = ["no-id", "wrong-type", "impossible-date"]
      const damage = yield* Schema.decodeUnknown(Damage)(
        yield* tell("/_sim/corrupt", { fraction: 0.1, seed: 7, kinds })
      )
      const damaged = damage.filter(({ kind }) => kind !== "orphaned").map(({ entity }) => entity)
      const orphans = new Set(damage.flatMap(({ id, kind }) => (kind === "orphaned" ? [id] : [])))
      // A profile does not name its person, so that of somebody without an id cannot be read either.
      const isNobodys = ({ entity, externalId }: FetchedRecord) =>
        entity === "SocialProfile" && externalId !== null && orphans.has(externalId)
      const refused = (yield* fullPass(session)).filter(
        (record) => Either.isLeft(read(record)) && !isNobodys(record)
      )
      assert.isAbove(damaged.length, 50)
      assert.sameMembers(
        refused.map(({ entity }) => entity),
        damaged
      )
    })
  )

  it.scoped("tells what goes wrong on the way", () =>
    Effect.gen(function* () {
      const { session, tell } = yield* church({ people: 10 })
      const page = session.fetch({
        endpoint: "listPeople",
        params: {},
        include: [],
        query: {},
        offset: 0,
        perPage: 100
      })
      for (const [kind, tag] of faults) {
        yield* tell("/_sim/faults", [{ kind, times: 1, seed: 1 }])
        assert.strictEqual((yield* Effect.flip(page))._tag, tag, kind)
        assert.lengthOf((yield* page).primary, 10, `after ${kind}`)
      }
    })
  )
})
