/** Light, dark, or as the system has it; remembered in a cookie, so the server draws it at once. */
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

function remember(name: string, value: string): void {
  document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=lax`;
}

function apply(): void {
  const choice = root.dataset.themeChoice ?? "auto";
  const dark = choice === "dark" || (choice === "auto" && system.matches);
  root.dataset.bsTheme = dark ? "dark" : "light";
  // The system's taste, so that the server draws the next page right before this script runs.
  remember("scheme", system.matches ? "dark" : "light");
  for (const button of document.querySelectorAll<HTMLElement>("button[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
  }
}

export function theme(): void {
  apply();
  system.addEventListener("change", apply);
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("button[data-theme-choice]");
    if (!button) return;
    root.dataset.themeChoice = button.dataset.themeChoice;
    remember("theme", button.dataset.themeChoice ?? "auto");
    apply();
  });
}
