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
    end(message, isError) {
      bar.remove();
      words.textContent = message;
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
    const fail = (message) => { shown.end(message, true); resolve(false); };
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) shown.progress(event.loaded / event.total);
    });
    request.addEventListener("error", () => fail(words("failed")));
    request.addEventListener("load", () => {
      if (request.status === 200 && answerOf(request).added) {
        shown.end(words("done"), false);
        resolve(true);
      } else {
        fail(request.status === 413 ? words("tooLarge") : (answerOf(request).errors ?? [words("failed")]).join(" "));
      }
    });
    request.send(data);
  });
}

// What was added shows above without leaving the page: reasons for what was refused stay where they are read.
async function showNewest(form) {
  const answer = await fetch(form.action);
  if (!answer.ok) return;
  const newest = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("so-far").replaceWith(newest.getElementById("so-far"));
}

async function sendAll(form, files) {
  const list = form.querySelector(".sending");
  const button = form.querySelector("button");
  const limit = Number(form.dataset.limitMib) * MIB;
  list.replaceChildren();
  button.disabled = true;
  let added = 0;
  for (const file of files) {
    const words = (name) => form.dataset[name].replace("{name}", file.name);
    const shown = line(list, words("sending"));
    if (file.size > limit) {
      shown.end(words("tooLarge"), true);
    } else if (await send(form, file, files.length === 1, shown)) {
      added += 1;
    }
  }
  button.disabled = false;
  form.querySelector('input[type="file"]').value = "";
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
