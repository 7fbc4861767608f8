// 살아 있는 화면: [data-topic]마다 소켓 하나. 받은 조각으로 [data-region]을 맞추고, 쓰던 것은 지킨다.
// 조각의 꼴은 app/realtime/stream.py와 regions.py에, 끊긴 동안의 보내기는 sending.js에 있다.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const all = (box, what) => Array.from(box.querySelectorAll(what));
  const parse = (html) => { const box = document.createElement("template"); box.innerHTML = html; return box.content; };
  const stepOf = (box) => { const at = box.querySelector("[data-step]"); return at && at.dataset.step; };
  const say = (text) => { if (text && $("announce")) $("announce").textContent = text; };
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

  // 모두에게 같은 조각에는 사람마다 다른 값의 자리만 있다: 여기서 채운다.
  const hex = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");
  const fill = (box) => all(box, "input[name=csrf],input[name=key]").forEach((input) => {
    if (!/^(|(csrf|key)-.*)$/.test(input.value)) return;
    input.value = input.name === "key" ? hex() : document.querySelector("meta[name=csrf-token]").content;
  });

  // ---- 화면에 넣기 ----
  const done = (el, version) => {
    el.dataset.version = version;
    if (window.htmx) window.htmx.process(el);
    fill(el);
    tick();
  };
  const swap = (el, frame) => {
    saved.delete(el);
    const box = parse(frame.html), root = box.querySelector("[data-step]"), was = stepOf(el);
    window.Idiomorph.morph(el, frame.html, { morphStyle: "innerHTML", callbacks: "keep" in el.dataset ? keeping : {} });
    if (root && root.dataset.step !== was) say(root.dataset.announce);
    done(el, frame.v);
  };
  // 줄 안에서 펼쳐 둔 것과 쓰다 만 말은 그대로 둔다.
  const keeping = {
    beforeAttributeUpdated: (name) => name !== "open",
    beforeNodeMorphed: (old) => !(/^(INPUT|TEXTAREA)$/.test(old.tagName) && old.type !== "hidden" && old.value !== old.defaultValue),
  };
  // [data-sort]: 공감 많은 차례(most), 또는 찬성과 반대를 번갈아(sides). 서버의 comments/rules.py와 같은 차례다.
  const arranged = (el, nodes) => {
    const by = el.dataset.sort, nth = {};
    if (!by) return nodes;
    const most = nodes.sort((a, b) => b.dataset.n - a.dataset.n);
    if (by === "most") return most;
    const place = new Map(most.map((node) => {
      const { n, side } = node.dataset;
      nth[side] = (nth[side] || 0) + 1;
      return [node, n > 999999 ? 0 : side ? 2 * nth[side] + (side === "against") : 1e6];
    }));
    return most.sort((a, b) => place.get(a) - place.get(b));
  };
  const list = (el, frame) => {
    const focused = document.activeElement, have = {};
    let whole = true, at;
    Array.from(el.children).forEach((child) => {
      const key = child.dataset.key;
      if (!frame.order.includes(key)) { child.remove(); return; }
      have[key] = child;
      if (key in frame.items) {
        const fresh = parse(frame.items[key]).firstElementChild;
        fresh.dataset.key = key;
        Array.from(child.attributes).forEach((a) => { if (!fresh.hasAttribute(a.name)) child.removeAttribute(a.name); });
        Array.from(fresh.attributes).forEach((a) => { if (child.getAttribute(a.name) !== a.value) child.setAttribute(a.name, a.value); });
        window.Idiomorph.morph(child, fresh.innerHTML, { morphStyle: "innerHTML", callbacks: keeping });
      }
    });
    at = el.firstElementChild;
    arranged(el, frame.order.map((key) => {
      const node = have[key] || (key in frame.items && parse(frame.items[key]).firstElementChild);
      if (node) node.dataset.key = key; else whole = false;
      return node;
    }).filter(Boolean)).forEach((node) => {
      if (node === at) at = at.nextElementSibling; else el.insertBefore(node, at);
    });
    if (focused && focused.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
    done(el, whole ? frame.v : "");
  };

  // ---- 지키기(data-guard): 쓰다 만 글, 고르고 안 보낸 것, 나만 보는 답은 갈아 끼우지 않는다 ----
  const FIELDS = "input:not([type=hidden]),textarea,select";
  const saved = new WeakSet();  // 방금 보낸 양식이 든 조각: 돌아올 새 조각은 쓰던 것을 지우지 않는다
  const dirty = (el) => all(el, FIELDS).some((field) => (field === document.activeElement && !saved.has(el))
    || (/radio|checkbox/.test(field.type) ? field.checked !== field.defaultChecked
      : field.options ? field.selectedIndex !== Math.max(0, Array.from(field.options).findIndex((one) => one.defaultSelected)) : field.value !== field.defaultValue));
  const waiting = new Map();
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.successful && event.detail.elt.closest("form[hx-swap=none]"), el = form && form.closest("[data-guard]");
    if (!el) return;
    all(form, FIELDS).forEach((field) => { field.defaultValue = field.value; field.defaultChecked = field.checked; all(field, "option").forEach((one) => { one.defaultSelected = one.selected; }); });
    saved.add(el);
    later();
  });
  const bar = $("next-bar");
  const ask = () => {
    if (!bar) return;
    const next = Array.from(waiting).find(([el, frame]) => stepOf(parse(frame.html)) !== stepOf(el));
    if (next && bar.hidden) {
      const root = parse(next[1].html).querySelector("[data-step]"), text = root && root.dataset.announce;
      if (text) bar.querySelector("[data-text],span").textContent = text;
      say(text);
    }
    bar.hidden = !next;
  };
  const apply = (el, frame) => {
    if (frame.v === el.dataset.version) return;
    if (frame.order) { list(el, frame); return; }
    waiting.delete(el);
    if ("guard" in el.dataset) {
      const kept = el.querySelector("[data-kept]"), same = stepOf(parse(frame.html)) === (kept && kept.dataset.step || stepOf(el));
      if (kept && same) el.dataset.version = frame.v;
      else if (!kept && dirty(el)) waiting.set(el, frame);
      else swap(el, frame);
    } else swap(el, frame);
    ask();
  };
  const later = () => { if (waiting.size) setTimeout(() => Array.from(waiting).forEach(([el, frame]) => apply(el, frame)), 50); };
  ["focusout", "reset", "htmx:afterSettle"].forEach((name) => document.addEventListener(name, later));
  if (bar) bar.addEventListener("click", (event) => {
    if (!event.target.closest("button")) return;
    Array.from(waiting).forEach(([el, frame]) => swap(el, frame));
    waiting.clear();
    ask();
    $("main").focus();
  });

  // ---- 잇기: 서버가 정한 만큼 흔들어 다시 잇고, 막혀 있으면 물어보는 것으로 대신한다 ----
  const live = (root) => {
    const query = "?topic=" + encodeURIComponent(root.dataset.topic), net = $("net");
    const asked = new Map();  // 소켓으로 부탁한 일: 번호 → 답을 기다리는 쪽
    let socket, tries = 0, timer, poll, lost, away = 0, over = false, nth = 0, spread = 0.5, calm = 0, said = 0, deaf = 0;
    const open = () => socket && socket.readyState === 1;
    window.live = {
      // 부탁한 일의 답을 약속한다. 못 부쳤거나 답이 늦거나 끊기면 실패다: 그때는 양식을 보낸다.
      ask: (message) => new Promise((done, fail) => {
        if (!open()) { fail(); return; }
        const id = ++nth, slow = setTimeout(() => { asked.delete(id); fail(); }, 2500);
        asked.set(id, (answer) => { clearTimeout(slow); asked.delete(id); if (answer) done(answer); else fail(); });
        socket.send(JSON.stringify({ id, ...message }));
      }),
      calm: () => Date.now() < calm,  // 서비스가 다시 시작하는 동안
      open: () => Boolean(open()),
    };
    const regions = () => all(root, "[data-region]").filter((el) => el.closest("[data-topic]") === root);
    const take = (frames) => regions().forEach((el) => { if (frames[el.dataset.region]) apply(el, frames[el.dataset.region]); });
    const miss = () => { if (net && !lost) lost = setTimeout(() => { net.hidden = false; }, Math.max(3000, calm - Date.now())); };
    const back = () => { clearTimeout(lost); lost = calm = 0; if (net) net.hidden = !net.dataset.note; tell("live:back"); };
    const refuse = () => {  // 볼 수 없게 된 화면: 한 번만 새로 읽어 까닭을 보인다
      over = true;
      try {
        if (Date.now() - sessionStorage.getItem("reloaded") < 60000) return;
        sessionStorage.setItem("reloaded", Date.now());
        location.reload();
      } catch { /* 저장소가 없으면 되풀이를 막을 수 없으니 그대로 둔다 */ }
    };
    const look = async () => {
      poll = 0;
      if (over || document.hidden || open()) return;
      try {
        const answer = await fetch("/snapshot" + query);
        if (answer.status === 403 || answer.status === 404) { refuse(); return; }
        if (answer.ok && !open()) { take((await answer.json()).regions); back(); }
      } catch { miss(); }
      if (!poll) poll = setTimeout(look, 5000 + Math.random() * 5000);
    };
    const connect = () => {
      clearTimeout(timer); timer = 0;
      if (over || document.hidden || socket) return;
      miss();
      const mine = socket = new WebSocket(location.origin.replace("http", "ws") + "/stream" + query);
      const slow = setTimeout(() => mine.close(), 8000);
      let since = 0;
      mine.onopen = () => {
        since = Date.now(); clearTimeout(slow); clearTimeout(poll); poll = 0;
        const have = {};
        regions().forEach((el) => { if (!waiting.has(el)) have[el.dataset.region] = el.dataset.version || ""; });
        mine.send(JSON.stringify({ have }));
        back();
      };
      mine.onmessage = (event) => {
        if (mine !== socket) return;
        said = Date.now(); deaf = 0;
        const told = JSON.parse(event.data), waits = asked.get(told.re);
        if (waits) waits(told);
        if (told.again) spread = told.again;
        if (told.regions) take(told.regions);
      };
      mine.onclose = (event) => {
        clearTimeout(slow);
        if (mine !== socket) return;
        socket = null;
        asked.forEach((waits) => waits());
        if (event.code === 4403 || event.code === 4404) { refuse(); return; }
        // 다시 시작: 서버가 정해 준 때에 온다. 1012는 막 이어지던 소켓이라 때를 듣지 못했다.
        const told = event.code === 4001 ? parseFloat(event.reason) * 1000 : event.code === 1012 && 1000 + Math.random() * 1000 * spread;
        if (told) calm = Date.now() + told + 8000;
        tries = told || (since && Date.now() - since > 5000) ? 1 : tries + 1;
        tell("live:gone");
        miss();
        if (tries > 1 && !poll) poll = setTimeout(look, Math.random() * 1000 * spread);
        timer = setTimeout(connect, told || (event.code === 4429 ? 10000 : 0) + pause(tries, spread));
      };
    };
    const again = () => { const old = socket; socket = null; if (old) old.close(); connect(); };
    addEventListener("online", again);
    addEventListener("offline", () => { if (socket) socket.close(); });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) away = Date.now();
      else if (!open() || Date.now() - away > 30000) again();  // 오래 잔 휴대폰의 소켓은 살아 보여도 죽어 있을 수 있다
    });
    // 조용한 소켓은 살아 있는지 묻는다: 공유기가 바뀌면 끊긴 줄도 모르고 열려 있을 수 있다. 모르는 일이라는 답도 답이다.
    setInterval(() => {
      if (!open() || document.hidden || Date.now() - said < 45000) return;
      window.live.ask({ do: "there" }).catch(() => { deaf += 1; if (deaf > 1) { deaf = 0; again(); } });
    }, 15000);
    const first = document.querySelector("meta[name=spread]");  // 한꺼번에 몰려오는 때에는 처음부터 나누어 잇는다
    timer = setTimeout(connect, Math.random() * 1000 * (first && parseFloat(first.content) || 0));
  };
  // 다시 잇기까지 밀리초. 처음은 고르게 흔들고, 그래도 안 되면 같은 사이를 두어 저마다 제 차례를 지킨다: 언제 돌아오든 몰리지 않는다.
  const pause = (tries, spread) => {
    const period = Math.max(spread * 1000, Math.min(10000, 500 * 2 ** tries));
    return period * (tries > 1 && period === spread * 1000 ? 1 : Math.random());
  };

  // ---- 남은 시간: 보여 주기만 하고 아무것도 닫지 않는다 ----
  const tick = () => all(document, "[data-ends-at]").forEach((el) => {
    const left = Math.round((Date.parse(el.dataset.endsAt) - Date.now()) / 1000), size = Math.abs(left);
    const ring = el.querySelector(".ring__v"), pattern = left < 0 ? el.dataset.over : el.dataset.left;
    (el.querySelector("[data-time],b") || el).textContent = (pattern || "%s").replace("%s", Math.floor(size / 60) + ":" + String(size % 60).padStart(2, "0"));
    el.classList.toggle("is-over", left < 0);
    el.classList.toggle("is-soon", left >= 0 && left <= 30);
    if (ring && el.dataset.seconds) ring.setAttribute("stroke-dasharray", Math.max(0, Math.min(100, 100 * left / el.dataset.seconds)) + " 100");
  });

  addEventListener("DOMContentLoaded", () => {
    fill(document);
    all(document, "[data-topic]").forEach(live);
    tick();
    setInterval(tick, 1000);
  });
})();
