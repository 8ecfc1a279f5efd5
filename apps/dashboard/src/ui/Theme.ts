/** How the page is coloured: as the system is, or as somebody chose. */
export type Theme = "system" | "light" | "dark"

/** All themes, in the order in which the button goes through them. */
export const themes: ReadonlyArray<Theme> = ["system", "light", "dark"]

const key = "openfaith-theme"

/** The theme chosen in this browser. */
export const storedTheme = (): Theme =>
  themes.find((theme) => theme === localStorage.getItem(key)) ?? "system"

/** Colours the page and keeps the choice. */
export const applyTheme = (theme: Theme): void => {
  document.documentElement.dataset["theme"] = theme
  localStorage.setItem(key, theme)
}
