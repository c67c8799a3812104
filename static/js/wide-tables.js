// A table that must be pushed sideways can also be pushed with the keyboard, and says what it is.
for (const wrap of document.querySelectorAll(".table-wrap")) {
  if (wrap.scrollWidth <= wrap.clientWidth || wrap.hasAttribute("tabindex")) continue;
  const name = wrap.querySelector("caption") || wrap.closest(".section")?.querySelector("h2, h3") || document.querySelector("h1");
  wrap.tabIndex = 0;
  wrap.setAttribute("role", "region");
  wrap.setAttribute("aria-label", name.textContent.trim());
}
