import { normalizeName } from "./Name.ts"
import { railsTimeZones } from "./RailsTimeZones.ts"

const ianaByRailsName: ReadonlyMap<string, string> = new Map(
  Object.entries(railsTimeZones).flatMap(([zone, names]) => names.map((name) => [name, zone] as const))
)

/** The IANA name of a time zone given by its Rails name; any other name is kept as given, blank is null. */
export const normalizeTimeZone = (value: string | null | undefined): string | null => {
  const given = normalizeName(value)
  return given === null ? null : (ianaByRailsName.get(given) ?? given)
}
