// Passkeys: asks the server what to ask, lets the browser ask the person, sends back what came of it.

const bytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};

const letters = (buffer) => {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

const withIdsAsBytes = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

async function send(address, values) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Accept": "application/json", "Content-Type": "application/json", "X-CSRFToken": values.csrf_token },
    body: JSON.stringify(values),
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(Object.values(body.response.field_errors || {}).flat()[0] || "");
  return body.response;
}

async function made(options) {
  const key = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: withIdsAsBytes(options.excludeCredentials),
    },
  });
  return {
    id: key.id,
    rawId: letters(key.rawId),
    type: key.type,
    response: {
      clientDataJSON: letters(key.response.clientDataJSON),
      attestationObject: letters(key.response.attestationObject),
      transports: key.response.getTransports ? key.response.getTransports() : [],
    },
    extensions: JSON.stringify(key.getClientExtensionResults()),
  };
}

async function shown(options) {
  const key = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: withIdsAsBytes(options.allowCredentials),
    },
  });
  const { userHandle } = key.response;
  return {
    id: key.id,
    rawId: letters(key.rawId),
    type: key.type,
    response: {
      clientDataJSON: letters(key.response.clientDataJSON),
      authenticatorData: letters(key.response.authenticatorData),
      signature: letters(key.response.signature),
      userHandle: userHandle ? letters(userHandle) : null,
    },
  };
}

async function ask(form) {
  const values = Object.fromEntries(new FormData(form));
  const question = await send(form.action, values);
  const key = await (form.dataset.passkey === "create" ? made : shown)(question.credential_options);
  const next = values.next ? `?next=${encodeURIComponent(values.next)}` : "";
  const end = `${form.dataset.finish}/${question.wan_state}${next}`;
  const answer = await send(end, { ...values, credential: JSON.stringify(key) });
  location.assign(form.dataset.then || answer.post_login_url);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) {
    form.querySelector("[data-passkey-problem]").textContent = form.dataset.missing;
    form.querySelector("button").disabled = true;
    continue;
  }
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const problem = form.querySelector("[data-passkey-problem]");
    problem.textContent = "";
    try {
      await ask(form);
    } catch (error) {
      problem.textContent = error.name === "Error" && error.message ? error.message : form.dataset.failed;
    }
  });
}
