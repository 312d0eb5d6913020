// Questions that depend on an answer. The form works without this: the server decides what was asked of whom.
const given = (form, name) => new Set(
  [...form.elements].filter((input) => input.name === name && (input.checked || input.tagName === "SELECT")).map((input) => input.value),
);

function follow(form) {
  const conditional = [...form.querySelectorAll("[data-shown-if]")];
  const update = () => {
    for (const part of conditional) {
      const name = part.dataset.shownIf;
      const asked = [...form.elements].some((input) => input.name === name && !input.closest("[data-shown-if][hidden]"));
      const values = given(form, name);
      part.hidden = !asked || !part.dataset.shownValues.split(" ").some((value) => values.has(value));
      part.querySelector(".only-if")?.setAttribute("hidden", "");
    }
  };
  if (conditional.length) {
    form.addEventListener("change", update);
    update();
  }
}

for (const form of document.querySelectorAll("form")) {
  follow(form);
}
