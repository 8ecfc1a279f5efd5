import { Effect } from "effect"

/** An answer of a server to this process, whoever asked in it. */
export interface Answer {
  readonly url: string
  readonly status: number
  readonly text: string
}

/** Whether the answer is that something went wrong; remote procedures say so under status 200. */
export const isFailure = ({ status, text }: Answer): boolean =>
  status >= 400 || /"_tag":"(?:Failure|Defect)"/.test(text)

/** Overhears what is answered to this process while the scope is open. */
export const overheardAnswers = Effect.gen(function* () {
  const answers: Array<Answer> = []
  const { fetch } = globalThis
  const listen = async (response: Response) => {
    const { status, url } = response
    // An answer that is broken off was heard by nobody to its end.
    const text = await response.text().catch(() => "")
    answers.push({ url, status, text })
  }
  yield* Effect.acquireRelease(
    Effect.sync(() => {
      globalThis.fetch = async (...request) => {
        const response = await fetch(...request)
        void listen(response.clone())
        return response
      }
    }),
    () =>
      Effect.sync(() => {
        globalThis.fetch = fetch
      })
  )
  return answers
})
