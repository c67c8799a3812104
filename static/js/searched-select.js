// The searched select of the admin draws its own search boxes without a name: give each that of its field.
function nameBoxes() {
  for (const box of document.querySelectorAll(".select2-search__field:not([aria-label])")) {
    const drawn = box.closest(".select2-container:not(.select2-container--open)") || document.querySelector(".select2-container--open");
    const label = drawn?.parentElement.querySelector("select.admin-autocomplete")?.labels[0];
    if (label) box.setAttribute("aria-label", label.textContent.trim());
  }
}

new MutationObserver(nameBoxes).observe(document.body, { childList: true, subtree: true });
nameBoxes();
