// Small helps for every page; each page works without them.

// The list of what is wrong takes focus, so that nobody misses it.
document.querySelector("[data-takes-focus]")?.focus();

// An open menu closes with Escape or a click beside it.
const menus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});

// A button that copies an address, shown only where it can work.
for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const said = document.getElementById(button.getAttribute("aria-describedby"));
    if (said) said.textContent = button.dataset.done;
  });
}

// A button that prints the page.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A form is sent once, however quickly its button is pressed again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 3000);
});

// A question that depends on an answer is put away until that answer is given. The server decides what was asked of whom.
for (const form of document.querySelectorAll("form:has([data-shown-if])")) {
  const fields = (name) => [...form.elements].filter((input) => input.name === name);
  const isShown = (input) => !input.closest("[data-shown-if][hidden]");
  const update = () => {
    for (const part of form.querySelectorAll("[data-shown-if]")) {
      const given = fields(part.dataset.shownIf).filter((input) => input.checked && isShown(input));
      part.hidden = !given.some((input) => part.dataset.shownValues.split(" ").includes(input.value));
      part.querySelector(".only-if")?.setAttribute("hidden", "");
    }
  };
  form.addEventListener("change", update);
  update();
}
