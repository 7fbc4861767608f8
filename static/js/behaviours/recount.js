// 이 휴대폰에서 다시 세기: 결과 파일을 받아 둘째 확인기(verify.mjs)로 처음부터 센다. 말은 form의 data-*에 있다.
const form = document.querySelector("[data-recount]");
const fill = (words, value) => words.replace("%s", value);
const breath = () => new Promise((done) => setTimeout(done));

function band(kind, lines) {
  const box = document.createElement("div"), text = document.createElement("div");
  box.className = `band band--${kind}`;
  for (const [index, line] of lines.entries()) {
    const p = document.createElement(index ? "p" : "b");
    p.textContent = line;
    text.append(p);
  }
  box.append(text);
  return box;
}

if (form) {
  const words = form.dataset;
  const bar = form.querySelector("progress"), outcome = form.querySelector("[role=status]");
  const button = form.querySelector("button"), noted = form.querySelector("input");
  const show = (kind, lines) => outcome.replaceChildren(band(kind, lines));
  let busy = false;
  form.hidden = false;

  const progress = async (share) => {
    bar.value = Math.round(share * 100);
    await breath();
  };
  const recount = async () => {
    let answer;
    try {
      const [{ verify }, file] = await Promise.all([import(words.verifier), fetch(words.recount)]);
      if (!file.ok) throw new Error(String(file.status));
      const since = noted.value.trim() || undefined;
      answer = await verify(new Uint8Array(await file.arrayBuffer()), { since, progress });
    } catch {
      return show("warning", [words.failed]);
    }
    if (!answer.ok) return show("error", [words.wrong, ...answer.faults.slice(0, 5)]);
    const { rows, voters } = answer.facts;
    const lines = rows.map((row) => `${row.position}. ${row.text}: ${fill(words.rows, row.votes.toLocaleString())}`);
    return show("success", [fill(words.fits, voters.toLocaleString()), ...lines, ...(noted.value.trim() ? [words.noted] : [])]);
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    button.setAttribute("aria-disabled", "true");
    bar.hidden = false;
    bar.value = 0;
    outcome.replaceChildren();
    await recount();
    bar.hidden = true;
    button.removeAttribute("aria-disabled");
    busy = false;
  });
}
