import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck as fc } from "effect"
import {
  normalizeDate,
  normalizeEmailAddress,
  normalizeGender,
  normalizeName,
  normalizePhone,
  normalizeText,
  normalizeTimestamp,
  normalizeTimeZone
} from "../src/index.ts"
import { railsTimeZones } from "../src/normalize/RailsTimeZones.ts"

const outcome = <A>(result: Either.Either<A, { readonly reason: string }>) =>
  Either.match(result, { onLeft: ({ reason }) => reason, onRight: (value) => value })

describe("normalizeText", () => {
  it.each([
    [null, null],
    [undefined, null],
    ["", ""],
    ["  as\n given ", "  as\n given "],
    ["a\u0000b\u0000", "ab"],
    ["👩‍👧 family", "👩‍👧 family"],
    ["half \uD83D", "half \uFFFD"],
    ["\uDC69\uD83D", "\uFFFD\uFFFD"]
  ])("reads %j as %j", (given, expected) => {
    assert.strictEqual(normalizeText(given), expected)
  })

  it("leaves only what UTF-8 and PostgreSQL can hold", () => {
    fc.assert(
      fc.property(fc.string16bits(), (given) => {
        const text = normalizeText(given) ?? ""
        assert.isFalse(text.includes("\u0000"))
        assert.strictEqual(Buffer.from(text, "utf8").toString("utf8"), text)
      })
    )
  })
})

describe("normalizeName", () => {
  it.each([
    [null, null],
    [" ", null],
    ["\u0000", null],
    ["  Mary   Ann\t", "Mary Ann"],
    ["Jose\u0301", "José"],
    ["O\u00A0Brien", "O Brien"],
    ["van der Berg", "van der Berg"]
  ])("reads %j as %j", (given, expected) => {
    assert.strictEqual(normalizeName(given), expected)
  })

  it("changes nothing when applied again", () => {
    fc.assert(
      fc.property(fc.fullUnicodeString(), (given) => {
        const once = normalizeName(given)
        assert.strictEqual(normalizeName(once), once)
      })
    )
  })
})

describe("normalizeGender", () => {
  it.each([
    [null, null],
    ["", null],
    ["M", "male"],
    ["f", "female"],
    [" Male ", "male"],
    ["FEMALE", "female"],
    ["Woman", "female"],
    ["Undisclosed", "Undisclosed"]
  ])("reads %j as %j", (given, expected) => {
    assert.strictEqual(normalizeGender(given), expected)
  })
})

describe("normalizeEmailAddress", () => {
  it.each([
    [null, null],
    ["  ", null],
    [" Grace.Hopper@Example.ORG ", "Grace.Hopper@example.org"],
    ['"odd@local"@EXAMPLE.org', '"odd@local"@example.org'],
    ["Not an Address", "Not an Address"],
    ["@Example", "@example"]
  ])("reads %j as %j", (given, expected) => {
    assert.strictEqual(normalizeEmailAddress(given), expected)
  })
})

describe("normalizeDate", () => {
  it.each([
    [null, null],
    [undefined, null],
    [" ", null],
    ["1990-12-31", "1990-12-31"],
    ["2000-02-29", "2000-02-29"],
    ["1900-02-29", "Impossible"],
    ["2024-02-30", "Impossible"],
    ["2024-04-31", "Impossible"],
    ["2024-13-01", "Impossible"],
    ["2024-00-10", "Impossible"],
    ["2024-01-00", "Impossible"],
    ["0000-01-01", "Impossible"],
    ["0001-01-01", "0001-01-01"],
    ["03/04/1990", "Unreadable"],
    ["1990-1-2", "Unreadable"],
    ["1990-01-02T00:00:00Z", "Unreadable"]
  ])("reads %j as %j", (given, expected) => {
    assert.strictEqual(outcome(normalizeDate(given)), expected)
  })

  it("accepts exactly the days that the calendar of JavaScript has", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), fc.nat(13), fc.nat(32), (year, month, day) => {
        const pad = (value: number, width: number) => String(value).padStart(width, "0")
        const given = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
        const parsed = new Date(`${given}T00:00:00Z`)
        const exists = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(given)
        assert.strictEqual(Either.isRight(normalizeDate(given)), exists)
      })
    )
  })

  it("says what is wrong without repeating what may be personal", () => {
    const fault = Either.flip(normalizeDate("1990-02-31")).pipe(Either.getOrThrow)
    assert.strictEqual(fault.message, "No such date")
    assert.strictEqual(fault.given, "1990-02-31")
  })
})

describe("normalizeTimestamp", () => {
  it.each([
    [null, null],
    ["", null],
    ["2018-08-03T01:13:32Z", "2018-08-03T01:13:32Z"],
    ["2018-08-03T01:13:32.000Z", "2018-08-03T01:13:32Z"],
    ["2018-08-03T01:13:32.120Z", "2018-08-03T01:13:32.120Z"],
    ["2018-08-03T01:13:32.123456Z", "2018-08-03T01:13:32.123Z"],
    ["2018-08-02T21:13:32-04:00", "2018-08-03T01:13:32Z"],
    ["2018-08-03 01:13:32+00:00", "2018-08-03T01:13:32Z"],
    ["2018-02-30T01:13:32Z", "Impossible"],
    ["2018-08-03T25:13:32Z", "Impossible"],
    ["2018-08-03T01:13:32", "Unreadable"],
    ["2018-08-03", "Unreadable"],
    ["yesterday", "Unreadable"]
  ])("reads %j as %j", (given, expected) => {
    assert.strictEqual(outcome(normalizeTimestamp(given)), expected)
  })

  it("keeps the instant", () => {
    const min = new Date("0001-01-01T00:00:00Z")
    const max = new Date("9999-12-31T23:59:59Z")
    fc.assert(
      fc.property(fc.date({ min, max, noInvalidDate: true }), (given) => {
        const text = Either.getOrThrow(normalizeTimestamp(given.toISOString()))
        assert.strictEqual(Date.parse(text ?? ""), given.getTime())
      })
    )
  })
})

describe("normalizePhone", () => {
  it.each([
    [null, "US", null, null, null],
    ["  ", "US", null, null, null],
    ["(415) 555-0123", "US", "(415) 555-0123", "+14155550123", "US"],
    ["415-555-0123", "us", "415-555-0123", "+14155550123", "US"],
    ["(312) 555-0142 x12", "US", "(312) 555-0142 x12", "+13125550142", "US"],
    ["+44 20 7946 0958", "US", "+44 20 7946 0958", "+442079460958", "GB"],
    ["+44 20 7946 0958", null, "+44 20 7946 0958", "+442079460958", "GB"],
    ["0412 345 678", "AU", "0412 345 678", "+61412345678", "AU"],
    ["415-555-0123", null, "415-555-0123", null, null],
    ["415-555-0123", "XX", "415-555-0123", null, null],
    ["(999) 123-4567", "US", "(999) 123-4567", null, null],
    ["ask Mary, 415-555-0123", "US", "ask Mary, 415-555-0123", null, null],
    ["123", "US", "123", null, null]
  ])("reads %j in %j", (given, country, number, e164, countryCode) => {
    assert.deepStrictEqual(normalizePhone(given, country), { number, e164, countryCode })
  })
})

describe("normalizeTimeZone", () => {
  it.each([
    [null, null],
    ["", null],
    ["Eastern Time (US & Canada)", "America/New_York"],
    ["Nuku'alofa", "Pacific/Tongatapu"],
    ["America/Chicago", "America/Chicago"],
    ["Mars/Olympus Mons", "Mars/Olympus Mons"]
  ])("reads %j as %j", (given, expected) => {
    assert.strictEqual(normalizeTimeZone(given), expected)
  })

  it("knows every Rails name once, each for a zone that exists", () => {
    const names = Object.values(railsTimeZones).flat()
    assert.strictEqual(new Set(names).size, names.length)
    for (const zone of Object.keys(railsTimeZones)) {
      assert.doesNotThrow(() => new Intl.DateTimeFormat("en", { timeZone: zone }), zone)
    }
  })
})
