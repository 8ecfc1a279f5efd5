import type { DeadLetter, DeadLetterDetail } from "@openfaith/sync-api"
import { formatCount, formatInstant } from "./Formats.ts"
import { textTable } from "./TextTable.ts"

const next = ({ nextAttemptAt }: DeadLetter): string =>
  nextAttemptAt === null ? "in quarantine" : formatInstant(nextAttemptAt)

/** Dead letters as a table, a line a letter. */
export const deadLettersTable = (letters: ReadonlyArray<DeadLetter>): ReadonlyArray<string> =>
  textTable(
    [
      { heading: "letter", isNumber: true },
      { heading: "entity" },
      { heading: "record" },
      { heading: "reason" },
      { heading: "path" },
      { heading: "attempts", isNumber: true },
      { heading: "last seen" },
      { heading: "next attempt" }
    ],
    letters.map((letter) => [
      letter.deadLetterId,
      letter.entity,
      letter.externalId ?? "without id",
      letter.reason,
      letter.path,
      formatCount(letter.attempts),
      formatInstant(letter.lastSeenAt),
      next(letter)
    ])
  )

/** A dead letter in full: what it is, and its record as the source sent it. */
export const deadLetterText = (letter: DeadLetterDetail): ReadonlyArray<string> => {
  const facts: ReadonlyArray<readonly [string, string]> = [
    ["letter", letter.deadLetterId],
    ["entity", letter.entity],
    ["record", letter.externalId ?? "without id"],
    ["adapter", letter.adapter],
    ["reason", letter.reason],
    ["path", letter.path === "" ? "the whole record" : letter.path],
    ["message", letter.message],
    ["attempts", formatCount(letter.attempts)],
    ["first seen", formatInstant(letter.firstSeenAt)],
    ["last seen", formatInstant(letter.lastSeenAt)],
    ["next attempt", next(letter)],
    ["run", letter.runId ?? "none"]
  ]
  return [
    ...facts.map(([name, value]) => `${name.padEnd(14)}${value}`),
    "",
    ...JSON.stringify(letter.raw, null, 2).split("\n")
  ]
}
