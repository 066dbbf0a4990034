// theme.js - light, dark, or what the system says.
import { perSite } from "./storage.js";

const KEY = "limber-theme";

export function startTheme() {
  const root = document.documentElement;
  const apply = (theme) => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
  };
  const saved = perSite.getItem(KEY) ?? "auto";
  apply(saved);
  for (const input of document.querySelectorAll('input[name="theme"]')) {
    input.checked = input.value === saved;
    input.addEventListener("change", () => {
      perSite.setItem(KEY, input.value);
      apply(input.value);
    });
  }
}
