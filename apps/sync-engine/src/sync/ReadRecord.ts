import { type AnyEndpoint, type FetchedRecord, idAt, type PageRequest } from "@openfaith/adapter-core"
import { Clock, Effect } from "effect"
import type { Answer, Upstream, UpstreamError } from "../connection/Upstream.ts"
import type { SourceAccount } from "./SourceAccount.ts"

/** What the source says of one record; gone records may have been merged into another. */
export type RecordReading =
  | { readonly _tag: "Found"; readonly answer: Answer }
  | {
      readonly _tag: "Gone"
      readonly mergedInto: string | null
      /** The records that tell of the merger. */
      readonly mergers: ReadonlyArray<FetchedRecord>
      readonly askedAt: number
    }
  /** There is no way to ask for it: no endpoint, or one whose path names a parent that is not known. */
  | { readonly _tag: "Unaskable" }

/** Names one record at the source; `parent` is the record above it, where its path needs that. */
export interface RecordName {
  readonly entity: string
  readonly externalId: string
  readonly parent: string | null
}

const one = { include: [], query: {}, offset: 0, perPage: 1 }

/** Values of the path's parameters; null when one of them is not known. */
const paramsOf = (endpoint: AnyEndpoint, list: AnyEndpoint | undefined, name: RecordName) => {
  const needed = endpoint.path.split("/").flatMap((part) => (part.startsWith(":") ? [part.slice(1)] : []))
  const known: Record<string, string> = { id: name.externalId }
  const within = list?.within ?? null
  if (within !== null && name.parent !== null) known[within.param] = name.parent
  return needed.every((param) => param in known)
    ? Object.fromEntries(needed.map((param) => [param, known[param] ?? ""]))
    : null
}

/** A record that is merged answers as one that is deleted; the list of mergers tells which. */
const mergerOf = Effect.fnUntraced(function* (
  upstream: Upstream,
  account: SourceAccount,
  get: AnyEndpoint,
  externalId: string
) {
  const mergers = get.mergers
  const list = mergers === null ? undefined : account.endpoint(mergers.endpoint)
  if (mergers === null || list === undefined) return { mergedInto: null, mergers: [] }
  const { page } = yield* upstream.fetch({
    ...one,
    endpoint: list.name,
    params: {},
    query: { [`where[${mergers.removed}]`]: externalId },
    perPage: list.pageSize
  })
  // The filter may be ignored, so the answer is looked at, not trusted.
  const told = page.primary.filter(({ raw }) => idAt(raw, ["attributes", mergers.removed]) === externalId)
  const merger = told.at(-1)
  return {
    mergedInto: merger === undefined ? null : idAt(merger.raw, ["attributes", mergers.kept]),
    mergers: told
  }
})

/** Asks the source for one record, with the children that come along. */
export const readRecord = (
  upstream: Upstream,
  account: SourceAccount,
  name: RecordName
): Effect.Effect<RecordReading, UpstreamError> =>
  Effect.gen(function* () {
    const get = account.getOf(name.entity)
    const list = account.listOf(name.entity)
    const params = get === undefined ? null : paramsOf(get, list, name)
    if (get === undefined || params === null) return { _tag: "Unaskable" } as const
    const askedAt = yield* Clock.currentTimeMillis
    const request: PageRequest = {
      ...one,
      endpoint: get.name,
      params,
      include: Object.keys(list?.carries ?? {})
    }
    return yield* upstream.fetch(request).pipe(
      Effect.map((answer) =>
        // An answer that does not carry the id is of no use: it would be a record of its own.
        answer.page.primary.every(({ externalId }) => externalId === name.externalId)
          ? { _tag: "Found" as const, answer }
          : { _tag: "Unaskable" as const }
      ),
      Effect.catchTag("NotFound", () =>
        Effect.map(mergerOf(upstream, account, get, name.externalId), (merger) => ({
          _tag: "Gone" as const,
          ...merger,
          askedAt
        }))
      )
    )
  })

/**
 * Asks a list for some records by their ids, in one request. What the answer lacks may be there all the same, and it may
 * bring what was not asked for: filters can be ignored.
 */
export const readByIds = (
  upstream: Upstream,
  list: AnyEndpoint,
  externalIds: ReadonlyArray<string>,
  include: ReadonlyArray<string>
): Effect.Effect<Answer, UpstreamError> =>
  upstream.fetch({
    endpoint: list.name,
    params: {},
    include,
    query: { ...list.fixed, "where[id]": externalIds.join(",") },
    offset: 0,
    perPage: list.pageSize
  })
