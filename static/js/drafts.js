// What is half typed survives a closed tab or an empty battery. It stays on this device, is offered again, never put back
// unasked, and leaves with the user. Fields marked data-private (identity number, telephone) are never kept.
const PREFIX = "uppks-draft:";
const OWNER = "uppks-draft-owner";
const SENT = "uppks-draft-sent";
const DAYS_KEPT = 14;

function keys() {
  return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
}

function forget() {
  for (const key of keys()) localStorage.removeItem(key);
}

function keepable(field) {
  return field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type) && !field.closest("[data-private]");
}

function typed(form) {
  const values = {};
  for (const field of form.elements) {
    if (!keepable(field)) continue;
    const tick = field.type === "checkbox" || field.type === "radio";
    const value = tick ? field.checked : field.multiple ? [...field.selectedOptions].map((option) => option.value) : field.value;
    (values[field.name] ||= []).push(tick ? [field.value, value] : value);
  }
  return values;
}

function restore(form, values) {
  const seen = {};
  for (const field of form.elements) {
    if (!keepable(field) || !values[field.name]) continue;
    seen[field.name] = (seen[field.name] ?? -1) + 1;
    const value = values[field.name][seen[field.name]];
    if (value === undefined) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      field.checked = values[field.name].some(([name, on]) => on && name === field.value);
    } else if (field.multiple) {
      for (const option of field.options) option.selected = value.includes(option.value);
    } else {
      field.value = value;
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function offer(form, key, values) {
  const bar = document.getElementById("draft-offer").content.firstElementChild.cloneNode(true);
  form.before(bar);
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if ("restore" in button.dataset) restore(form, values);
    else localStorage.removeItem(key);
    bar.remove();
    form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
}

function keep(form) {
  const key = PREFIX + form.dataset.draft;
  const untouched = JSON.stringify(typed(form));
  const draft = JSON.parse(localStorage.getItem(key) || "null");
  // A form that comes back with a complaint or a question carries what was typed: nothing to offer.
  const returned = ":scope > .error-summary, form[data-draft] :is(.field-has-error, .confirm[role=alert], [type=hidden][name=use_person])";
  const refused = form.parentElement.querySelector(returned);
  if (draft && !refused && JSON.stringify(draft.values) !== untouched) offer(form, key, draft.values);
  let waiting;
  const save = () => {
    clearTimeout(waiting);
    const values = typed(form);
    if (JSON.stringify(values) !== untouched) localStorage.setItem(key, JSON.stringify({ at: Date.now(), values }));
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, 500);
  });
  addEventListener("pagehide", () => waiting && save());
}

function start() {
  const user = document.body.dataset.user;
  if (user && localStorage.getItem(OWNER) !== user) forget();
  if (user) localStorage.setItem(OWNER, user);
  for (const key of keys()) {
    const { at } = JSON.parse(localStorage.getItem(key));
    if (Date.now() - at > DAYS_KEPT * 86400000) localStorage.removeItem(key);
  }
  // A receipt proves that the form sent from this tab was saved.
  const sent = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  if (sent && document.querySelector(".receipt")) localStorage.removeItem(sent);
  for (const done of document.querySelectorAll("[data-draft-done]")) localStorage.removeItem(PREFIX + done.dataset.draftDone);
  if (document.querySelector("[data-drafts-clear]:not(form)")) forget();
  for (const form of document.querySelectorAll("form[data-draft]")) keep(form);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.hasAttribute("data-drafts-clear")) forget();
    if (form.dataset.draft) sessionStorage.setItem(SENT, PREFIX + form.dataset.draft);
  });
}

try {
  start();
} catch (error) {
  // Storage switched off or full: typing goes on without a draft.
  if (!(error instanceof DOMException || error instanceof SyntaxError)) throw error;
}
