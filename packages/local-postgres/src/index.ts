export * from "./LocalPostgres.ts"
export * from "./LocalPostgresError.ts"
export * from "./TestDatabase.ts"
export { freePort } from "./internal/FreePort.ts"
