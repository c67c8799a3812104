// The roster of a meeting counts along while it is ticked, and a tap fills in what the last meeting was: for all, or for one.
for (const list of document.querySelectorAll("[data-attendance]")) {
  const ticks = [...list.querySelectorAll("input[type=checkbox]")];
  const number = list.querySelector("[data-count-ticked]");
  const count = () => {
    number.textContent = ticks.filter((tick) => tick.checked).length;
  };
  const same = (tick) => {
    // New members keep what was ticked: there is no last time for them.
    if (tick.dataset.came) tick.checked = tick.dataset.came === "1";
    tick.dispatchEvent(new Event("input", { bubbles: true }));
  };
  list.addEventListener("input", count);
  list.addEventListener("click", (event) => {
    if (event.target.closest("[data-same-all]")) {
      event.preventDefault();
      ticks.forEach(same);
    }
    const one = event.target.closest("[data-same]");
    if (one) same(one.closest("li").querySelector("input"));
    count();
  });
  for (const button of list.querySelectorAll("[data-same]")) button.hidden = false;
}

// What a draft puts back into a closed part of the form must be seen.
document.addEventListener("change", (event) => {
  const closed = event.target.closest?.("details:not([open])");
  if (closed && event.target.value) closed.open = true;
});
