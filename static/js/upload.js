// Files dropped or chosen are sent one by one with their progress; without this module the form sends them all at once.
const MIB = 1024 * 1024;

function line(list, text) {
  const item = document.createElement("li");
  const words = document.createElement("span");
  words.textContent = text;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", text);
  item.append(words, bar);
  list.append(item);
  return {
    progress(part) { bar.value = part; },
    end(message, isError, link) {
      bar.remove();
      words.textContent = message;
      if (link) item.append(link);
      item.className = isError ? "error" : "done";
    },
  };
}

function answerOf(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};
  }
}

function send(form, file, isOnly, shown) {
  const data = new FormData(form);
  data.delete("files");
  data.append("files", file);
  if (!isOnly) data.delete("title");
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const words = (name) => form.dataset[name].replace("{name}", file.name);
    const fail = (message, outcome = "refused") => { shown.end(message, true); resolve(outcome); };
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) shown.progress(event.loaded / event.total);
    });
    request.addEventListener("error", () => fail(words("failed")));
    request.addEventListener("load", () => {
      if (request.status === 200 && answerOf(request).added) {
        shown.end(words("done"), false);
        resolve("added");
      } else {
        const { errors, again } = answerOf(request);
        if (request.status === 413) fail(words("tooLarge"));
        else if (errors) fail(errors.join(" "), again ? "again" : "refused");
        else resolve("unclear");
      }
    });
    request.send(data);
  });
}

// The page as it is now for who is signed in; null where the sign-in has ended and it leads to signing in.
async function newestPage(form) {
  const answer = await fetch(form.action);
  const isElsewhere = new URL(answer.url).pathname !== new URL(form.action, location).pathname;
  if (isElsewhere) return null;
  return new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
}

// Why an answer was none: the sign-in ended, or something in between.
async function explain(form, file, shown) {
  const words = (name) => form.dataset[name].replace("{name}", file.name);
  const page = await newestPage(form).catch(() => undefined);
  if (page !== null) {
    shown.end(words("failed"), true);
    return false;
  }
  const link = document.createElement("a");
  link.href = form.dataset.signIn;
  link.target = "_blank";
  link.textContent = form.dataset.signInWords;
  shown.end(words("signedOut"), true, link);
  form.dataset.ended = "yes";
  return true;
}

// A new sign-in has form tokens of its own.
async function takeNewToken(form) {
  const fresh = (await newestPage(form).catch(() => null))?.querySelector('form[data-upload] [name="csrf_token"]');
  if (!fresh) return;
  form.querySelector('[name="csrf_token"]').value = fresh.value;
  delete form.dataset.ended;
}

// What was added shows above without leaving the page: reasons for what was refused stay where they are read.
async function showNewest(form) {
  const newest = (await newestPage(form).catch(() => null))?.getElementById("so-far");
  if (newest) document.getElementById("so-far").replaceWith(newest);
}

// How many of several files were added, and which were not and why, above the list of what is shared.
function sumUp(form, added, all) {
  const place = document.getElementById("upload-result");
  place.replaceChildren();
  if (all < 2) return;
  const box = document.createElement("div");
  box.className = `note ${added === all ? "go" : "wait"}`;
  const words = document.createElement("p");
  words.textContent = form.dataset.summary.replace("{added}", added).replace("{all}", all);
  const reasons = document.createElement("ul");
  for (const refused of form.querySelectorAll(".sending .error span")) {
    const item = document.createElement("li");
    item.textContent = refused.textContent;
    reasons.append(item);
  }
  box.append(words);
  if (reasons.children.length) box.append(reasons);
  place.append(box);
}

async function sendAll(form, files) {
  const list = form.querySelector(".sending");
  const button = form.querySelector("button");
  const limit = Number(form.dataset.limitMib) * MIB;
  list.replaceChildren();
  button.disabled = true;
  if (form.dataset.ended) await takeNewToken(form);
  let added = 0;
  const left = new DataTransfer();
  for (const file of files) {
    if (left.items.length) {
      left.items.add(file);
      continue;
    }
    const words = (name) => form.dataset[name].replace("{name}", file.name);
    const shown = line(list, words("sending"));
    if (file.size > limit) {
      shown.end(words("tooLarge"), true);
      continue;
    }
    const outcome = await send(form, file, files.length === 1, shown);
    if (outcome === "added") added += 1;
    else if (outcome === "again") left.items.add(file);
    else if (outcome === "unclear" && await explain(form, file, shown)) left.items.add(file);
  }
  button.disabled = false;
  form.querySelector('input[type="file"]').files = left.files;
  sumUp(form, added, files.length);
  if (!added) return;
  form.querySelector('input[name="title"]').value = "";
  document.querySelector(".summary")?.remove();
  await showNewest(form);
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  const input = form.querySelector('input[type="file"]');
  const area = form.querySelector(".drop");
  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    sendAll(form, [...input.files]);
  });
  for (const kind of ["dragenter", "dragover"]) {
    area.addEventListener(kind, (event) => { event.preventDefault(); area.classList.add("over"); });
  }
  for (const kind of ["dragleave", "drop"]) area.addEventListener(kind, () => area.classList.remove("over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
  area.classList.add("ready");
  area.querySelector("[data-drop-hint]").hidden = false;
}
