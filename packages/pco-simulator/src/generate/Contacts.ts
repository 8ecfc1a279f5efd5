import type { Dice } from "../world/Random.ts"
import type { Attributes } from "../world/Row.ts"
import type { Source } from "../world/Source.ts"
import type { Blueprint } from "./Blueprint.ts"
import { latinLetters } from "./Names.ts"
import { personFirstName, personLastName } from "./People.ts"
import { personChildSource } from "./PersonChildren.ts"

const domains = ["example.org", "example.com", "mail.example.net", "Example.COM"] as const

/** E-mail addresses: the first is the primary one; some bounce and are blocked. */
export const emailSource = (plan: Blueprint): Source =>
  personChildSource(plan, "Email", plan.emails, 2, ({ dice, person, slot }) => {
    const first = latinLetters(personFirstName(plan, person)) || "Friend"
    const last = (latinLetters(personLastName(plan, person)) || "friend").toLowerCase()
    const local = `${dice.chance(1, 60) ? first : first.toLowerCase()}.${last}${person}`
    return {
      address: `${slot === 0 ? local : `${local}+${slot}`}@${dice.pick(2, domains)}`,
      blocked: dice.chance(3, 15),
      created_at: null,
      location: dice.pick(4, ["Home", "Home", "Work", "Other"]),
      primary: slot === 0,
      updated_at: null
    }
  })

const areaCodes = [
  "212",
  "305",
  "312",
  "404",
  "415",
  "480",
  "503",
  "512",
  "602",
  "615",
  "704",
  "713",
  "818",
  "919"
] as const

const northAmerican = (dice: Dice): Attributes => {
  const area = dice.pick(1, areaCodes)
  const line = String(dice.below(2, 10_000)).padStart(4, "0")
  const national = `(${area}) 555-${line}`
  return {
    carrier: dice.chance(3, 300) ? dice.pick(4, ["AT&T", "Verizon", "T-Mobile"]) : null,
    country_code: "US",
    created_at: null,
    e164: `+1${area}555${line}`,
    international: `+1 ${area}-555-${line}`,
    location: dice.pick(5, ["Mobile", "Mobile", "Home", "Work"]),
    national,
    number: dice.chance(6, 200) ? `${area}-555-${line}` : national,
    primary: false,
    updated_at: null
  }
}

const british = (dice: Dice): Attributes => {
  const line = String(dice.below(2, 1000)).padStart(3, "0")
  return {
    carrier: null,
    country_code: "GB",
    created_at: null,
    e164: `+447700900${line}`,
    international: `+44 7700 900${line}`,
    location: "Mobile",
    national: `07700 900${line}`,
    number: `07700 900${line}`,
    primary: false,
    updated_at: null
  }
}

/** What somebody typed instead of a number: Planning Center keeps it and has no other form for it. */
const unreadable = (dice: Dice): Attributes => ({
  carrier: null,
  country_code: "US",
  created_at: null,
  e164: null,
  international: null,
  location: "Other",
  national: null,
  number: dice.pick(2, ["ask at the office", "ext. 12", "unlisted"]),
  primary: false,
  updated_at: null
})

/** Telephone numbers in the four forms the API gives. */
export const phoneNumberSource = (plan: Blueprint): Source =>
  personChildSource(plan, "PhoneNumber", plan.phoneNumbers, 3, ({ dice, slot }) => {
    const attributes = dice.chance(7, 15)
      ? unreadable(dice)
      : dice.chance(8, 30)
        ? british(dice)
        : northAmerican(dice)
    attributes["primary"] = slot === 0
    return attributes
  })

type Town = readonly [city: string, state: string, zip: string]

const streets = [
  "Main St",
  "Oak Ave",
  "Maple Dr",
  "Cedar Ln",
  "Church Rd",
  "2nd Ave",
  "Elm St",
  "Calle Ñandú",
  "Lake View Blvd"
] as const
const cities: readonly [Town, ...ReadonlyArray<Town>] = [
  ["Charlotte", "NC", "282"],
  ["Nashville", "TN", "372"],
  ["Phoenix", "AZ", "850"],
  ["Cañon City", "CO", "812"],
  ["Springfield", "IL", "627"]
]

/** Postal addresses. */
export const addressSource = (plan: Blueprint): Source =>
  personChildSource(plan, "Address", plan.addresses, 4, ({ dice, slot }) => {
    const [city, state, zip] = dice.pick(1, cities)
    return {
      city,
      country_code: "US",
      country_name: "United States",
      created_at: null,
      location: dice.pick(2, ["Home", "Home", "Work", "Other"]),
      primary: slot === 0,
      state,
      street_line_1: dice.chance(3, 30)
        ? `PO Box ${dice.below(4, 9000)}`
        : `${1 + dice.below(4, 9998)} ${dice.pick(5, streets)}`,
      street_line_2: dice.chance(6, 120) ? `Apt ${1 + dice.below(7, 40)}` : null,
      updated_at: null,
      zip: dice.chance(8, 30) ? null : `${zip}${String(dice.below(9, 100)).padStart(2, "0")}`
    }
  })
