// The form of an event works without this. It puts away what does not apply, and asks before leaving what was typed.
const show = (root, selector, wanted) => {
  for (const part of root.querySelectorAll(selector)) {
    part.hidden = !wanted;
  }
};

function follow(form) {
  const value = (name) => form.querySelector(`[name="${name}"]:checked`)?.value;
  const isOn = (name) => form.querySelector(`[name="${name}"]`)?.checked ?? false;
  const update = () => {
    show(form, "[data-timed]", !isOn("is_all_day"));
    show(form, "[data-ending]", !isOn("is_all_day") && !isOn("has_open_end"));
    const attendance = value("attendance");
    if (attendance) {
      show(form, "[data-on-site]", attendance !== "online");
      show(form, "[data-online]", attendance !== "on_site");
      show(form, "[data-both]", attendance === "both");
      show(form, "[data-offers]", value("waiting_list") === "offers");
      show(form, "[data-approval]", isOn("needs_approval"));
      show(form, "[data-groups]", Boolean(form.querySelector("[name=group_size]")?.value) && value("waiting_list") !== "none");
      show(form, "[data-registration]", isOn("takes_registrations"));
    }
  };
  form.addEventListener("change", update);
  update();
}

function keepWhatWasTyped(form) {
  let isChanged = false;
  form.addEventListener("input", () => { isChanged = true; });
  form.addEventListener("submit", () => { isChanged = false; });
  window.addEventListener("beforeunload", (leaving) => {
    if (isChanged) {
      leaving.preventDefault();
    }
  });
}

for (const form of document.querySelectorAll(".event-form")) {
  follow(form);
  if ("eventForm" in form.dataset) {
    keepWhatWasTyped(form);
  }
}
