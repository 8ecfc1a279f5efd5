import { makeMethods } from "@effect/vitest"
import { it } from "vitest"

// `layer` puts testers of its own on the one `it` there is. Files share their worker, so each begins by taking them off.
makeMethods(it)
