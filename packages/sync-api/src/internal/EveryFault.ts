/** Has a request's schema look on after the first fault, so that the caller can mend all of them at once. */
export const everyFault = { errors: "all" } as const
