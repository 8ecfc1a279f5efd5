import { createContext, use } from "react"
import type { Call } from "./Api.ts"

/** How this page asks its node; set once, where the page starts. */
export const CallContext = createContext<Call>(() => Promise.reject(new Error("No node to ask")))

/** How this page asks its node. */
export const useCall = (): Call => use(CallContext)
