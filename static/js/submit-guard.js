// A second tap on a slow line must not send the form twice. The server refuses repeats too; this only spares the wait.
const busy = new Map();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get" || form.hasAttribute("data-allow-repeat")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  setTimeout(release, 20000);
  const button = event.submitter;
  busy.set(form, { button, label: button?.innerHTML });
  if (!button?.classList.contains("button")) return;
  // After this event the button's own name and value are already part of what is sent.
  setTimeout(() => {
    button.setAttribute("aria-disabled", "true");
    button.textContent = button.dataset.busy || document.body.dataset.busy || "…";
  });
});

function release() {
  for (const [form, { button, label }] of busy) {
    delete form.dataset.sent;
    if (!button) continue;
    button.removeAttribute("aria-disabled");
    button.innerHTML = label;
  }
  busy.clear();
}

// Coming back with the back button shows the page as it was left, and a lost line may never answer: open it again.
addEventListener("pageshow", release);
