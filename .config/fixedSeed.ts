import { FastCheck } from "effect"

// Properties are tried with the same values every time: what fails once fails for everybody. `pnpm fuzz` looks further.
FastCheck.configureGlobal({ ...FastCheck.readConfigureGlobal(), seed: 20_260_101 })
