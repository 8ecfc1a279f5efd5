/** How words stand out. */
export interface Style {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
}

const sgr = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[0m`

/** For a screen. */
export const ansi: Style = { bold: sgr(1), dim: sgr(2), good: sgr(32), bad: sgr(31) }

const asIs = (text: string): string => text

/** For a file or another program. */
export const plain: Style = { bold: asIs, dim: asIs, good: asIs, bad: asIs }
