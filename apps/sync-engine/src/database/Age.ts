/**
 * How long ago this process did something, in seconds. Statements take the age and not the time, since the clock of a
 * node and that of the database may be minutes apart.
 */
export const ageInSeconds = (millis: number): number => Math.max(0, Date.now() - millis) / 1000
