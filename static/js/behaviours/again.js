// 서비스가 다시 시작하는 동안 보낸 것은 돌아온 뒤에 한 번 더 보낸다. 두 번 닿아도 한 번인 것만 그렇게 한다:
// key가 있는 휴대폰 양식, expect가 있는 단추(repeating.js). 다시 시작하는 줄은 소켓이 알려 준다(live.js). 소켓이 없는 쪽은 몇 번 더 해 본다.
(() => {
  "use strict";
  const TRIES = 6, ANNOUNCED = 6000, RETURNED = 15000;
  const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });
  const heard = (name, ms) => new Promise((done) => { document.addEventListener(name, done, { once: true }); setTimeout(done, ms); });
  // 소켓이 아직 열려 있으면 곧 다시 시작을 알릴 수 있다: 하던 일의 답을 마친 뒤에 알리기 때문이다.
  const restarting = async () => {
    if (window.live.open()) await heard("live:gone", ANNOUNCED);
    return window.live.calm();
  };
  const back = () => heard("live:back", RETURNED);
  let notes = 0;
  const flash = (text, kind, role) => {
    const box = document.getElementById("flash"), band = document.createElement("p");
    if (!box) return;
    band.className = "band band--" + kind;
    band.setAttribute("role", role);
    band.textContent = text;
    box.replaceChildren(...(text ? [band] : []));
  };
  const calmly = async (text, work) => {
    if (!text) return work();
    notes += 1;
    flash(text, "info", "status");
    try { return await work(); } finally { notes -= 1; if (!notes) flash(""); }
  };

  // send()의 답. 못 보냈거나 앞문만 답하면(502~504) 기다렸다가 다시 보내고, 그래도 안 되면 그대로 돌려준다.
  const again = async (send, text, left) => {
    let answer, lost;
    try { answer = await send(); } catch (error) { lost = error; }
    if (answer && answer.status < 502) return answer;
    if (!left || !navigator.onLine || (window.live && !await restarting())) {
      if (answer) return answer;
      throw lost;
    }
    return calmly(text, async () => {
      await (window.live ? back() : wait(500 + Math.random() * 3500));
      return again(send, "", left - 1);
    });
  };
  window.again = (send, text) => again(send, text, window.live ? 1 : TRIES);
  Object.assign(window.again, { restarting, calmly, flash, back });
})();
