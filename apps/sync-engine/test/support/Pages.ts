import type { FetchedPage, FetchedRecord, PageRequest } from "@openfaith/adapter-core"

/** A record as a source might send it. */
export const record = (entity: string, externalId: string | null, attributes = {}): FetchedRecord => ({
  entity,
  externalId,
  raw: { ...(externalId === null ? {} : { id: externalId }), attributes }
})

/** The last page of a listing, with these records. */
export const page = (
  primary: ReadonlyArray<FetchedRecord>,
  rest: Partial<FetchedPage> = {}
): FetchedPage => ({
  primary,
  carried: [],
  hasNext: false,
  nextOffset: null,
  totalCount: null,
  queryable: null,
  orderable: null,
  budget: null,
  bytes: 1,
  answeredAt: null,
  processedAsVersion: null,
  ...rest
})

/** A request for the first page of the people. */
export const pageRequest: PageRequest = {
  endpoint: "listPeople",
  params: {},
  include: [],
  query: {},
  offset: 0,
  perPage: 100
}
