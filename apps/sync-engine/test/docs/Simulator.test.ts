import { assert, describe, it } from "@effect/vitest"
import { Simulator } from "@openfaith/pco-simulator"
import { Effect } from "effect"
import { commands, wordsOf } from "../support/DocumentedExamples.ts"

const documented = "http://127.0.0.1:4000"

/** The word after a flag of curl. */
const after = (words: ReadonlyArray<string>, flag: string) => {
  const index = words.indexOf(flag)
  return index === -1 ? undefined : words[index + 1]
}

/** What pages ask the simulator by curl. */
const calls = commands.flatMap(({ text }) => {
  const words = wordsOf(text)
  const target = words.find((word) => word.startsWith(documented))
  return words[0] !== "curl" || target === undefined
    ? []
    : [
        {
          text,
          path: target.slice(documented.length),
          method: after(words, "-X") ?? "GET",
          user: after(words, "-u"),
          body: after(words, "-d")
        }
      ]
})

const ask = (url: string, { body, method, user }: Omit<(typeof calls)[number], "path" | "text">) =>
  Effect.promise(async () => {
    const response = await fetch(url, {
      method,
      headers: {
        "user-agent": "test",
        ...(user === undefined ? {} : { authorization: `Basic ${Buffer.from(user).toString("base64")}` })
      },
      ...(body === undefined ? {} : { body })
    })
    return { status: response.status, text: await response.text() }
  })

/** Somebody hears of edits, as the load of deliveries needs it. */
const subscription = JSON.stringify({
  data: {
    type: "Subscription",
    attributes: { name: "people.v2.events.person.updated", url: "https://sync.example.org/", active: true }
  }
})

describe("the examples of the simulator", () => {
  it.scopedLive("are answered as long as they stand for the church that the page starts", () =>
    Effect.gen(function* () {
      assert.isAbove(calls.length, 8)
      const { url } = yield* Simulator.make({ people: 12_000, seed: 1, rateLimit: 0 })
      yield* ask(`${url}/webhooks/v2/subscriptions`, {
        method: "POST",
        user: "sim-app:sim-secret",
        body: subscription
      })
      for (const { path, text, ...rest } of calls) {
        const answer = yield* ask(`${url}${path}`, rest)
        assert.isBelow(answer.status, 300, `${text}\n${answer.text}`)
        // One example does not reach into the next.
        for (const what of ["faults", "corrupt", "webhooks"])
          yield* ask(`${url}/_sim/${what}`, { method: "DELETE", user: undefined, body: undefined })
      }
    })
  )
})
