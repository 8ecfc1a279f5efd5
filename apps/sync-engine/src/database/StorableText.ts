/** The text as PostgreSQL can hold it: without NUL characters. */
export const storable = (text: string): string => text.replaceAll("\u0000", "\ufffd")
