// A file stays chosen while it is looked at first: only the report is put on the page anew.

const form = document.getElementById("ratings");
const report = document.getElementById("report");

form.addEventListener("submit", async (event) => {
  const order = event.submitter?.value;
  if (order === "table") return;
  event.preventDefault();
  if (form.hasAttribute("aria-busy")) return;
  const said = new FormData(form);
  said.set("order", order);
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: said, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    report.replaceChildren(...page.getElementById("report").childNodes);
    report.scrollIntoView({ block: "nearest" });
  } catch {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "order", value: order }));
    form.submit();
  } finally {
    form.removeAttribute("aria-busy");
  }
});
