// A copy button is shown only where it can work; without it the text is selected by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  const answer = document.getElementById(button.getAttribute("aria-describedby"));
  if (!text || !answer) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    answer.textContent = (await copied(text)) ? button.dataset.done : button.dataset.failed;
  });
}

async function copied(field) {
  field.focus({ preventScroll: true });
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // Over plain http a browser hides the clipboard; the older way still copies what is selected.
    return document.execCommand("copy");
  }
}
