// "/" goes to the search field of the page, unless the reader is typing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const field = [...document.querySelectorAll("[data-search-key]")].find((input) => input.offsetParent);
  if (!field) return;
  event.preventDefault();
  field.focus();
});
