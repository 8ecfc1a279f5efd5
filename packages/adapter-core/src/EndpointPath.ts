/** A path of the source's API; `:name` marks a parameter. */
export type EndpointPath = `/${string}`

/** The names of a path's parameters: `"household_id"` for `/households/:household_id/people`. */
export type PathParam<Path extends string> = Path extends `${string}:${infer Rest}`
  ? Rest extends `${infer Param}/${infer Tail}`
    ? Param | PathParam<Tail>
    : Rest
  : never

type Pascal<Words extends string> = Words extends `${infer Word}_${infer Rest}`
  ? `${Capitalize<Word>}${Pascal<Rest>}`
  : Capitalize<Words>

type LastSegment<Path extends string> = Path extends `${string}/${infer Rest}` ? LastSegment<Rest> : Path

/** The name a list endpoint gets from its path: `/people/v2/phone_numbers` is `listPhoneNumbers`. */
export type ListName<Path extends string> = `list${Pascal<LastSegment<Path>>}`

const pascal = (words: string): string =>
  words
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("")

/** @see {@link ListName} */
export const listNameOf = (path: string): string => `list${pascal(path.slice(path.lastIndexOf("/") + 1))}`

/** The names of a path's parameters, in order. */
export const pathParams = (path: string): ReadonlyArray<string> =>
  path.split("/").flatMap((segment) => (segment.startsWith(":") ? [segment.slice(1)] : []))
