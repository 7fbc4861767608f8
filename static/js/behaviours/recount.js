// 이 휴대폰에서 다시 세기: 결과 파일을 받아 둘째 확인기(verify.mjs)로 처음부터 센다. 말은 form의 data-*에 있다.
const form = document.querySelector("[data-recount]");
const fill = (words, value) => words.replace("%s", value);
// 확인기의 말은 "[기록 3 log line 3: ]한국말. English.[: 값]"이다. 쓰는 이의 말 하나만 보인다. 값(번호, 적어 둔 지문)은 어느 말에나 남는다.
const FAULT = /^(?:기록 (\d+) log line \d+: )?(.*?\p{Script=Hangul}[^.]*\.) ([A-Z][^:]*)(?:: (.*))?$/su;
function inOneLanguage(fault, line) {
  const [, number, korean, english, value] = FAULT.exec(fault) ?? [];
  if (!korean) return fault;
  const said = document.documentElement.lang === "ko" ? korean : english;
  return `${number ? fill(line, number) : ""}${said}${value === undefined ? "" : ` (${value})`}`;
}
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
    if (!answer.ok) return show("error", [words.wrong, ...answer.faults.slice(0, 5).map((fault) => inOneLanguage(fault, words.line))]);
    const { rows, voters } = answer.facts;
    // 척도의 보기는 번호로 시작한다: 번호를 한 번 더 붙이지 않는다.
    const named = ({ position, text }) => text.split(" ")[0] === String(position) ? text : `${position}. ${text}`;
    const lines = rows.map((row) => `${named(row)}: ${fill(words.rows, row.votes.toLocaleString())}`);
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
