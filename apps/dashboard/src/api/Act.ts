import { useMutation, useQueryClient } from "@tanstack/react-query"
import type { Effect } from "effect"
import type { Api } from "./Api.ts"
import { useCall } from "./CallContext.ts"

/** Something that changes the engine's state; all that is shown of organisations is looked up anew after it. */
export const useAct = <V, A, E>(act: (api: Api, variables: V) => Effect.Effect<A, E>) => {
  const call = useCall()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (variables: V) => call((api) => act(api, variables)),
    onSettled: () => queries.invalidateQueries({ queryKey: ["orgs"] })
  })
}
