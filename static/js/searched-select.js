// The searched select of the admin draws its own search box without a name: give it that of its field.
function nameBoxes() {
  for (const box of document.querySelectorAll(".select2-search__field:not([aria-label])")) {
    const drawn = box.closest(".select2-container--admin-autocomplete:not(.select2-container--open)") || document.querySelector(".select2-container--open");
    const select = drawn?.parentElement.querySelector("select.admin-autocomplete");
    const label = select?.labels[0];
    if (label) box.setAttribute("aria-label", label.textContent.trim());
  }
}

addEventListener("load", nameBoxes);
document.addEventListener("focusin", nameBoxes);
