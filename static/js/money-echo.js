// Money typed as people say it ("25 jt") is echoed in figures and words. The server alone knows how to read it.
const address = document.body.dataset.echoUrl;
const waiting = new WeakMap();

function echoOf(input) {
  const id = `${input.id || input.name}_echo`;
  let echo = document.getElementById(id);
  if (!echo) {
    echo = document.createElement("div");
    echo.id = id;
    echo.className = "echo";
    echo.setAttribute("aria-live", "polite");
    input.after(echo);
  }
  return echo;
}

async function show(input) {
  const text = input.value.trim();
  const echo = echoOf(input);
  if (!text) {
    echo.replaceChildren();
    return;
  }
  const answer = await fetch(`${address}?teks=${encodeURIComponent(text)}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  // A lost line shows nothing: the form says the same after sending.
  if (answer && answer.ok && !answer.redirected && input.value.trim() === text) echo.innerHTML = await answer.text();
}

if (address) {
  document.addEventListener("input", (event) => {
    const input = event.target;
    if (!input.matches("input[data-money]")) return;
    clearTimeout(waiting.get(input));
    waiting.set(input, setTimeout(() => show(input), 400));
  });
}
