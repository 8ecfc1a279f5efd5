import { Dice } from "../world/Random.ts"
import type { Source } from "../world/Source.ts"
import { secondsText } from "../world/Timestamp.ts"
import type { Blueprint } from "./Blueprint.ts"

const places = [
  {
    name: "Downtown",
    city: "Charlotte",
    state: "NC",
    zip: "28202",
    zone: "Eastern Time (US & Canada)",
    at: [35.2271, -80.8431]
  },
  {
    name: "North Lake",
    city: "Nashville",
    state: "TN",
    zip: "37203",
    zone: "Central Time (US & Canada)",
    at: [36.1527, -86.7898]
  },
  {
    name: "Desert Ridge",
    city: "Phoenix",
    state: "AZ",
    zip: "85050",
    zone: "Arizona",
    at: [33.6828, -111.976]
  },
  {
    name: "São Paulo",
    city: "São Paulo",
    state: "SP",
    zip: "01310-100",
    zone: "Brasilia",
    at: [-23.5614, -46.6559]
  }
] as const

/** A church's campuses; their time zones carry the names Rails gives them, not IANA's. */
export const campusSource = (plan: Blueprint): Source => {
  const createdAt = (index: number): number => Date.UTC(2014, 10, 3 + index, 15, 30, 7) / 1000
  const updatedAt = (index: number): number =>
    createdAt(index) + new Dice(plan.seed, 31, index).below(1, 200_000_000)
  return {
    size: plan.campuses,
    ids: plan.ids("Campus"),
    childrenOf: {},
    times: { created_at: createdAt, updated_at: updatedAt },
    row: (index) => {
      const place = places[index % places.length] ?? places[0]
      const dice = new Dice(plan.seed, 31, index)
      const brazil = place.state === "SP"
      return {
        id: plan.id("Campus", index),
        attributes: {
          avatar_url: `https://avatars.example.org/campus-${index}.png`,
          church_center_enabled: index !== 3,
          city: place.city,
          contact_email_address: index === 2 ? null : `hello+${index}@church.example.org`,
          country: brazil ? "BR" : "US",
          created_at: secondsText(createdAt(index)),
          date_format: index === 3 ? 2 : 1,
          description: index === 1 ? null : `Our ${place.name} campus`,
          geolocation_set_manually: false,
          latitude: index === 2 ? null : place.at[0],
          longitude: index === 2 ? null : place.at[1],
          name: `${place.name} Campus`,
          phone_number: brazil ? "+55 11 3251-2000" : `(704) 555-0${100 + dice.below(2, 99)}`,
          state: place.state,
          street: `${100 + dice.below(3, 900)} Church St`,
          time_zone: place.zone,
          twenty_four_hour_time: index === 3,
          updated_at: secondsText(updatedAt(index)),
          website: index === 0 ? "https://church.example.org" : null,
          zip: place.zip
        },
        refs: {}
      }
    }
  }
}
