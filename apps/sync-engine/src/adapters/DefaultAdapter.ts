/** The name of the adapter that is meant where nobody names one. */
export const defaultAdapter = "pco"
