import { FetchHttpClient } from "@effect/platform"
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { Cause, Effect, Exit, ManagedRuntime } from "effect"
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { type Call, makeApi } from "./api/Api.ts"
import { CallContext } from "./api/CallContext.ts"
import { isPassing, isSignedOut } from "./api/Failure.ts"
import { App } from "./App.tsx"
import { applyTheme, storedTheme } from "./ui/Theme.ts"
import "./styles/index.css"

applyTheme(storedTheme())

const runtime = ManagedRuntime.make(FetchHttpClient.layer)
const api = runtime.runSync(makeApi)

const call: Call = async (ask) =>
  Exit.getOrElse(await runtime.runPromiseExit(Effect.suspend(() => ask(api))), (cause) => {
    throw Cause.squash(cause)
  })

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, { queryKey }) => {
      if (isSignedOut(error) && queryKey[0] !== "session")
        void queries.invalidateQueries({ queryKey: ["session"] })
    }
  }),
  defaultOptions: {
    queries: { retry: (failures, error) => isPassing(error) && failures < 2, staleTime: 1_000 }
  }
})

const root = document.getElementById("root")
if (root === null) throw new Error("The page has no element to draw into")
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <CallContext value={call}>
        <App />
      </CallContext>
    </QueryClientProvider>
  </StrictMode>
)
