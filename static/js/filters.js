// Wide screens show filters at once; browsers without ::details-content need the details opened for that.
if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width: 60rem)").matches) {
  for (const filters of document.querySelectorAll("details.filters")) filters.open = true;
}
