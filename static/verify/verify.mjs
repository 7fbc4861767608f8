// 공론장 투표 확인기, 두 번째 · the second verifier of a ballot's result. Checks what format.md says; shares no code with the first.
//
//   node verify.mjs bundle.json [--since HEAD] [--head HEAD] [--receipt TRACKER] [--receipt-file receipt.json]
//
// Node 18 or newer, or any browser: `import { verify } from "./verify.mjs"`. Needs nothing else and asks nobody.
// Ends with 0: everything fits together; 1: something does not, a sentence for each; 2: unreadable.

const SEPARATOR = "\x1f";
const MOST_FAULTS = 30;

// -- SHA-256 (FIPS 180-4), so that a phone on plain http can count too ------------------------------------------------

const ROUND = new Uint32Array(64);
const START = new Uint32Array(8);
for (let candidate = 2, found = 0; found < 64; candidate++) {
  let prime = true;
  for (let factor = 2; factor * factor <= candidate; factor++) if (candidate % factor === 0) prime = false;
  if (!prime) continue;
  if (found < 8) START[found] = Math.floor((Math.sqrt(candidate) % 1) * 2 ** 32);
  ROUND[found++] = fraction(candidate);
}

// The first 32 bits of the fraction of a cube root, exactly: floor(cbrt(n · 2^96)) mod 2^32.
function fraction(n) {
  const target = BigInt(n) << 96n;
  let low = 0n;
  for (let high = 1n << 36n; high - low > 1n; ) {
    const middle = (low + high) >> 1n;
    if (middle ** 3n <= target) low = middle;
    else high = middle;
  }
  return Number(low & 0xffffffffn);
}

const encoder = new TextEncoder();
const schedule = new Uint32Array(64);

export function sha256(bytes) {
  const padded = new Uint8Array(((bytes.length + 8) >> 6 << 6) + 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);
  const state = START.slice();
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 16; i++) schedule[i] = view.getUint32(block + 4 * i);
    for (let i = 16; i < 64; i++) {
      const early = schedule[i - 15], late = schedule[i - 2];
      const s0 = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3);
      const s1 = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10);
      schedule[i] = schedule[i - 16] + s0 + schedule[i - 7] + s1;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const one = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + schedule[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d;
    state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  }
  return state;
}

const hex = (words) => Array.from(words, (word) => word.toString(16).padStart(8, "0")).join("");
const H = (...parts) => hex(sha256(encoder.encode(parts.join(SEPARATOR))));
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

function base32(words, letters) {
  const bits = Array.from(words, (word) => word.toString(2).padStart(32, "0")).join("");
  let text = "";
  for (let at = 0; text.length < letters; at += 5) text += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[parseInt(bits.slice(at, at + 5), 2)];
  return text;
}

// -- The form ---------------------------------------------------------------------------------------------------------

class Malformed extends Error {}

function byCodePoint(one, two) {
  const a = Array.from(one), b = Array.from(two);
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (a[i] !== b[i]) return a[i].codePointAt(0) - b[i].codePointAt(0);
  }
  return a.length - b.length;
}

// Writes a value the one allowed way; refuses what has no canonical form.
export function canonical(value) {
  if (typeof value === "string") {
    if (/[\ud800-\udfff]/u.test(value)) throw new Malformed("a lone surrogate");
    return JSON.stringify(value);
  }
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new Malformed("not a whole number");
    return String(value);
  }
  if (value === null || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const keys = Object.keys(value).sort(byCodePoint);
  return `{${keys.map((key) => `${canonical(key)}:${canonical(value[key])}`).join(",")}}`;
}

const text = (value) => typeof value === "string";
const number = (value) => typeof value === "number" && value >= 0;
function like(pattern) {
  const whole = new RegExp(`^(?:${pattern})$`);
  return (value) => text(value) && whole.test(value);
}
const digest = like("[0-9a-f]{64}");
const moment = like("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");
const receiptNumber = like("[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}");
const plain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const list = (each) => (value) => Array.isArray(value) && value.every(each);

function record(fields) {
  const names = Object.keys(fields);
  return (value) =>
    plain(value) &&
    Object.keys(value).length === names.length &&
    names.every((name) => Object.hasOwn(value, name) && fields[name](value[name]));
}

function anything(value, deep = 16) {
  if (typeof value !== "object" || value === null) return deep > 0;
  return deep > 0 && Object.values(value).every((inside) => anything(inside, deep - 1));
}

const OPENING = {
  tracker: receiptNumber, choices: list(number), nonce: digest, key: like("[A-Za-z0-9_-]{1,64}"), name: text,
};
const isOpening = record(OPENING); // without a channel: by phone
const isOpeningByDesk = record({ ...OPENING, channel: like("text|telephone") });

const isBundle = record({
  format: like("gongron-bundle-1"),
  meeting: record({ id: number, number: like("[0-9]{6}"), title: text }),
  ballot: number,
  head: digest,
  log: list(
    record({
      seq: number, kind: like("[a-z]+[.][a-z_]+"), at: moment, prev: digest, hash: digest,
      data: (value) => plain(value) && anything(value),
    }),
  ),
  openings: list((value) => isOpening(value) || isOpeningByDesk(value)),
});

const isReceipt = record({
  poll: digest, tracker: receiptNumber, commitment: digest, head: digest, signature: like("[0-9a-f]{128}"),
});

const orNull = (each) => (value) => value === null || each(value);

const REVEAL = {
  ballot: number, poll: digest, openings: digest, tally: record({ voters: number, rows: list(list(number)) }),
};
const isReveal = record(REVEAL);
const PARTS = {
  votes: record({ phone: number, text: number, telephone: number }), helped: number,
  totals: (value) => plain(value) && anything(value),
};
const isParts = record(PARTS);
const isFolded = record({ ...PARTS, folded: list(receiptNumber) }); // some votes are in one sum with the paper
const isRevealByChannel = record({ ...REVEAL, nonce: digest, parts: (value) => isParts(value) || isFolded(value) });
const isTotal = record({ rows: list(list(number)), valid: number, blank: number, void: number, handed: number });

// What is done from a seat: what takes two people, and what they have seen.
const deed = (more) => record({ ballot: number, poll: digest, who: text, ...more });

const BEFORE_KINDS = {
  ballot: number, meeting: number, question: text, max_choices: number, opened_at: moment,
  secrecy: like("secret|named"), level: like("L[0-3]"),
  options: list(record({ id: number, position: number, text })),
};
const isOldDefinition = record(BEFORE_KINDS);
const isDefinition = record({
  ...BEFORE_KINDS,
  kind: like("yesno|choice|rank|scale|points|dots"), method: like("marks|borda|schulze"),
  terms: (value) => plain(value) && anything(value),
});

const BALLOT_LINES = {
  "ballot.opened": record({
    definition: (value) => isDefinition(value) || isOldDefinition(value),
    poll: digest, present: number, signer: digest, box: like("(?:[0-9a-f]{64})?"),
  }),
  "ballot.vote": record({ ballot: number, commitment: orNull(digest), replaces: orNull(digest) }), // no commitment: taken back
  "ballot.closed": record({ ballot: number, poll: digest, voters: number, present: number, commitments: list(digest) }),
  "ballot.tallied": record({ ballot: number, poll: digest, voters: number, seal: digest }),
  "ballot.revealed": (value) => isReveal(value) || isRevealByChannel(value),
  "ballot.annul_asked": deed({ reason: text }),
  "ballot.annul_refused": deed({ asked: digest }),
  "ballot.annulled": deed({ asked: digest, voters: number }),
  "ballot.extend_asked": deed({ reason: text, minutes: number }),
  "ballot.extend_refused": deed({ asked: digest }),
  "ballot.extended": deed({ asked: digest }),
  "ballot.reopen_asked": deed({ reason: text, minutes: number }),
  "ballot.reopen_refused": deed({ asked: digest }),
  "ballot.reopened": deed({ asked: digest }),
  "ballot.counted": deed({}),
  "ballot.witnessed": deed({ closed: digest, side: like("civil|official") }),
};

// The value in a file whose bytes are exactly its canonical form.
function parse(bytes, isShaped) {
  let value;
  try {
    const words = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(words);
    if (canonical(value) !== words) throw new Malformed("not canonical");
  } catch (reason) {
    throw new Malformed(String(reason));
  }
  if (!isShaped(value)) throw new Malformed("unknown or missing keys");
  return value;
}

// -- What must hold ---------------------------------------------------------------------------------------------------

const rising = (values) => values.every((value, at) => at === 0 || values[at - 1] < value);

const SEVERAL = ["points", "dots"]; // kinds where one option may be marked more than once
const MARKS = 20;

// A ballot from before there were kinds says none: it is a choice.
const kinded = (definition) => ({ kind: "choice", method: "marks", ...definition });

function marksAtMost({ kind, options }) {
  if (kind === "yesno" || kind === "scale") return 1;
  return SEVERAL.includes(kind) ? MARKS : options.length;
}

// May this list of options be a vote of this ballot?
function castable(choices, { kind, max_choices: most }, known) {
  const fewest = kind === "points" ? most : 1;
  if (choices.length < fewest || choices.length > most || !choices.every((choice) => known.has(choice))) return false;
  if (!SEVERAL.includes(kind) && new Set(choices).size !== choices.length) return false;
  return kind === "rank" || choices.every((choice, at) => at === 0 || choices[at - 1] <= choice);
}

// What each option comes to: marks, Borda points, or how many others it beats by Schulze's strongest paths.
function scoresOf(ids, method, votes) {
  if (method === "schulze") return beaten(ids, votes);
  const sums = new Map(ids.map((id) => [id, 0]));
  for (const choices of votes) {
    choices.forEach((choice, at) => sums.set(choice, sums.get(choice) + (method === "borda" ? ids.length - 1 - at : 1)));
  }
  return sums;
}

function beaten(ids, votes) {
  const size = ids.length;
  const ahead = ids.map(() => new Array(size).fill(0));
  for (const choices of votes) {
    const places = ids.map((id) => { const at = choices.indexOf(id); return at < 0 ? size : at; });
    for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) if (places[a] < places[b]) ahead[a][b] += 1;
  }
  const strength = ahead.map((row, a) => row.map((count, b) => (count > ahead[b][a] ? count : 0)));
  for (let via = 0; via < size; via++) {
    for (let a = 0; a < size; a++) {
      for (let b = 0; b < size; b++) {
        if (a === b || a === via || b === via) continue;
        strength[a][b] = Math.max(strength[a][b], Math.min(strength[a][via], strength[via][b]));
      }
    }
  }
  return new Map(ids.map((id, a) => [id, ids.filter((_, b) => strength[a][b] > strength[b][a]).length]));
}

// One ballot of the meeting, told line by line.
class Story {
  constructor(data, hash) {
    Object.assign(this, { definition: kinded(data.definition), poll: data.poll, signer: data.signer, openedHead: hash });
    this.ids = data.definition.options.map((option) => option.id);
    this.secret = data.definition.secrecy === "secret";
    this.cast = new Map(); // commitment → does it still count?
    this.closed = this.revealed = null;
    this.closedHead = ""; // hash of the line of the last closing
    this.asked = null; // {what, hash}: what was asked and waits for a second person
    this.tallied = null; // once paper, hands and the desk's votes are in as well
    this.annulled = this.counted = false;
    this.witnesses = new Set();
  }

  // Closing, counting and announcing decline more time; only a proposal to annul may wait on.
  get askedForTime() {
    return this.asked !== null && this.asked.what !== "annul";
  }

  // Announced or annulled, it is at its end.
  get over() {
    return this.annulled || this.revealed !== null;
  }

  static problems({ definition: words, poll, box }, meeting) {
    const definition = kinded(words);
    const options = definition.options;
    const found = [];
    if (definition.meeting !== meeting) found.push("다른 회의의 투표입니다. A ballot of another meeting.");
    if (poll !== H(canonical(words))) found.push("투표 내용이 확인값과 다릅니다. Its words do not match their hash.");
    const distinct = new Set(options.map((option) => option.id)).size === options.length;
    const ordered = options.every((option, at) => option.position === at + 1);
    const most = definition.max_choices;
    const ranked = definition.kind === "rank";
    if ((definition.method !== "marks") !== ranked) found.push("세는 방식이 맞지 않습니다. Its method does not fit its kind.");
    if (options.length < 2 || !distinct || !ordered || most < 1 || most > marksAtMost(definition)) {
      found.push("보기가 바르지 않습니다. Its options are not right.");
    }
    if ((box !== "") !== (definition.secrecy === "secret")) found.push("봉투 열쇠가 맞지 않습니다. Its box key does not fit.");
    return found;
  }

  // Without a commitment it is only taken back: its voter votes on paper.
  vote({ commitment, replaces }) {
    const open = !this.secret && !this.closed && !this.over && commitment !== replaces;
    const fits = open && !this.cast.has(commitment) && (replaces === null || this.cast.get(replaces));
    if (replaces !== null) this.cast.set(replaces, false);
    if (commitment !== null) this.cast.set(commitment, true);
    return fits ? [] : ["지금 이 투표에 들어갈 수 없는 표입니다. A vote that cannot be cast here and now."];
  }

  close(data, hash) {
    if (this.closed || this.over || this.askedForTime || data.poll !== this.poll) return ["마치는 순서나 확인값이 어긋납니다. The closing is out of order."];
    this.closed = data;
    this.closedHead = hash;
    this.tallied = null;
    const batch = data.commitments;
    const live = [...this.cast].filter(([, counts]) => counts).map(([commitment]) => commitment).sort();
    const same = this.secret || (live.length === batch.length && live.every((commitment, at) => commitment === batch[at]));
    if (same && rising(batch) && data.voters === batch.length) return [];
    return ["마칠 때의 표가 맞지 않습니다. The votes at closing do not add up."];
  }

  // How many voted in all, from here on.
  get voters() {
    return (this.tallied ?? this.closed).voters;
  }

  // Everything is in: one hash binds what came by which channel, before anybody sees it.
  tally(data) {
    const fits = this.closed && !this.over && !this.tallied && !this.counted && !this.askedForTime && data.poll === this.poll;
    this.tallied = data;
    return fits ? [] : ["모은 집계가 앞뒤에 맞지 않습니다. The tally of all channels is out of order."];
  }

  reveal(data) {
    if (!this.closed || this.over || data.poll !== this.poll) {
      return ["공표하는 순서나 확인값이 어긋납니다. The reveal is out of order."];
    }
    this.revealed = data;
    if (this.askedForTime) return ["기다리는 제안이 있습니다. A request for more time still waits."];
    const { terms } = this.definition;
    if (terms && terms.observers === true && this.witnesses.size < 2) {
      return ["두 참관인이 확인하지 않았습니다. Two observers have not confirmed the count."];
    }
    return [];
  }

  // 개표: the count may be seen from here on.
  count(data) {
    const fits = this.closed && !this.over && !this.counted && !this.askedForTime && data.poll === this.poll;
    this.counted = true;
    return fits ? [] : ["개표가 앞뒤에 맞지 않습니다. The counting is out of order."];
  }

  // One observer of each side, about the very closing that was counted.
  witness({ poll, closed, side }) {
    const fits = this.counted && !this.over && poll === this.poll && closed === this.closedHead && !this.witnesses.has(side);
    this.witnesses.add(side);
    return fits ? [] : ["참관인의 확인이 이 개표와 맞지 않습니다. An observer's word does not fit this count."];
  }

  // Two people: one asks (hash: of that line), a second one refuses or agrees to the very line that waits.
  twoPeople(kind, data, hash) {
    const what = ["annul", "extend", "reopen"].find((word) => kind.startsWith(`ballot.${word}`));
    const asks = kind.endsWith("_asked");
    const known = asks ? this.asked === null : this.asked !== null && this.asked.what === what && this.asked.hash === data.asked;
    const turnout = kind !== "ballot.annulled" || !this.closed || this.voters === data.voters;
    if (this.over || data.poll !== this.poll || !known || !turnout || !this.may(what)) {
      return ["두 사람이 할 일이 앞뒤에 맞지 않습니다. What takes two people does not fit what was asked or what came before."];
    }
    this.asked = asks ? { what, hash } : null;
    if (kind === "ballot.annulled") this.annulled = true;
    if (kind === "ballot.reopened") this.closed = this.tallied = null; // every vote stays; the next closing is held against them again
    return [];
  }

  // More time for an open ballot; open again only a named one that nobody has counted.
  may(what) {
    if (what === "extend") return !this.closed;
    if (what === "reopen") return this.closed !== null && !this.counted && !this.secret;
    return true;
  }
}

function readLog({ log, meeting, head }, faults) {
  const stories = new Map();
  let previous = "0".repeat(64);
  for (const [index, { hash, ...entry }] of log.entries()) {
    const line = index + 1;
    const { seq, kind, data, prev } = entry;
    const tell = (problems) => faults.push(...problems.map((problem) => `기록 ${line} log line ${line}: ${problem}`));
    if (seq !== line || prev !== previous || H(canonical(entry)) !== hash) {
      tell(["앞줄과 이어지지 않습니다. It does not follow from the line before."]);
      return new Map();
    }
    previous = hash;
    if (line === 1 || kind === "meeting.prepared") {
      const facts = { meeting: meeting.id, number: meeting.number, title: meeting.title };
      if (line !== 1 || kind !== "meeting.prepared" || canonical(data) !== canonical(facts)) {
        tell(["회의 준비가 첫 줄에 바르게 있지 않습니다. The preparation of the meeting is not where and what it should be."]);
      }
    }
    if (!kind.startsWith("ballot.") || kind.startsWith("ballot.key_")) continue;
    if (!Object.hasOwn(BALLOT_LINES, kind) || !BALLOT_LINES[kind](data)) {
      tell(["모르는 꼴의 줄입니다. A line of unknown form."]);
      continue;
    }
    if (kind === "ballot.opened") {
      tell(Story.problems(data, meeting.id));
      if (stories.has(data.definition.ballot)) tell(["이미 연 투표를 또 열었습니다. The ballot was open before."]);
      stories.set(data.definition.ballot, new Story(data, hash));
      continue;
    }
    const story = stories.get(data.ballot);
    if (!story) tell(["열지 않은 투표입니다. The ballot never opened."]);
    else if (kind === "ballot.vote") tell(story.vote(data));
    else if (kind === "ballot.closed") tell(story.close(data, hash));
    else if (kind === "ballot.tallied") tell(story.tally(data));
    else if (kind === "ballot.counted") tell(story.count(data));
    else if (kind === "ballot.witnessed") tell(story.witness(data));
    else if ("reason" in data || "asked" in data) tell(story.twoPeople(kind, data, hash));
    else tell(story.reveal(data));
  }
  if (previous !== head) faults.push("기록이 파일의 기록 지문에서 끝나지 않습니다. The log does not end at the file's head.");
  return stories;
}

const FEWEST_APART = 5; // of fewer votes a secret ballot does not say by which channel each came

// The totals of paper and hands of a ballot; null where what is said of its channels does not hold.
function channelTotals(openings, { definition, revealed, tallied, secret, ids }) {
  const { channels = ["phone"], online = 0 } = definition.terms ?? {};
  const { parts, nonce } = revealed;
  const known = list(text)(channels) && Number.isSafeInteger(online) && online >= 0 && online < 100;
  if (!known) return null;
  const by = (name) => openings.filter(({ channel = "phone" }) => channel === name).length;
  if (!parts) return channels.length === 1 && channels[0] === "phone" && !tallied && by("phone") === openings.length ? [] : null;
  const { votes, helped, totals, folded } = parts;
  const sealed = tallied?.seal === H(canonical([nonce, parts, H(canonical(openings))]));
  const sum = votes.phone + votes.text + votes.telephone;
  if (!sealed || sum !== openings.length + (folded ?? []).length || helped > sum) return null;
  const desk = ["text", "telephone"];
  const large = desk.filter((name) => !secret || votes[name] >= FEWEST_APART);
  const rest = sum - large.reduce((all, name) => all + votes[name], 0);
  const hidden = secret && rest > 0 && rest < FEWEST_APART; // the rest would be known by being all that is left
  for (const name of desk) {
    const apart = large.includes(name) && !hidden && !folded ? votes[name] : 0;
    if (by(name) !== apart || (votes[name] > 0 && !channels.includes(name))) return null;
  }
  if (folded && Object.keys(totals).length !== 1) return null;
  const fits = Object.entries(totals).every(([name, total]) => {
    const may = folded ? name === "together" : ["paper", "hands"].includes(name) && channels.includes(name);
    if (!may || !isTotal(total)) return false;
    const { rows, valid, blank, void: spoilt, handed } = total;
    if (rows.length !== ids.length || !rows.every((row, at) => row.length === 2 && row[0] === ids[at] && row[1] <= valid)) return false;
    const marks = rows.reduce((all, row) => all + BigInt(row[1]), 0n);
    const most = BigInt(valid) * BigInt(definition.max_choices);
    return BigInt(valid) + BigInt(blank) + BigInt(spoilt) === BigInt(handed) && BigInt(valid) <= marks && marks <= most;
  });
  return fits ? Object.values(totals) : null;
}

// Of very few in a secret ballot no split may be computed from what is published: they are one sum with other votes, so that
// about them there is as much doubt as the result alone leaves. Is it so, and only where it must be?
function foldsRightly(openings, totals, counted, { definition, revealed, secret }) {
  const folded = revealed.parts?.folded;
  const { apart } = definition.terms ?? {};
  const few = secret && Number.isSafeInteger(apart) && apart > 0 ? apart : 0;
  const hidden = folded ?? [];
  const valid = totals.reduce((all, total) => all + total.valid, 0);
  const [paper, sent] = [valid - hidden.length, openings.length + hidden.length];
  const piled = Boolean(folded) || totals.some((total) => total.handed > 0);
  if ((few > 0 && piled && (paper < few || (sent > 0 && sent < few))) !== Boolean(folded)) return false;
  if (!folded) return true;
  const open = new Set(openings.map((opening) => opening.tracker));
  if (paper < 0 || !rising(hidden) || hidden.some((tracker) => open.has(tracker))) return false;
  const most = sent < few ? few : paper * counted.rows.length; // no more than hide the paper: the rest can be counted again
  if (hidden.length > most || (openings.length > 0 && sent < few)) return false;
  return counted.rows.every(([, votes], at) => {
    const within = totals.reduce((all, total) => all + total.rows[at][1], 0);
    return within >= Math.min(paper, votes) && valid - within >= Math.min(paper, counted.voters - votes);
  });
}

// Votes and totals together: added up, or as hundredths of points of 100 where the online side and the hall have weights.
function combined(scores, sent, totals, { options, terms }, folded) {
  const ids = options.map((option) => option.id);
  const counted = ids.map((_, at) => totals.reduce((all, total) => all + total.rows[at][1], 0));
  const valid = totals.reduce((all, total) => all + total.valid, 0);
  const online = !folded && Number.isSafeInteger(terms?.online) ? terms.online : 0;
  const rows = ids.map((id, at) => [id, online ? points(online, scores.get(id), sent, counted[at], valid) : scores.get(id) + counted[at]]);
  return { voters: sent + valid, rows };
}

// Weight times share of each side that voted; a half is rounded up, once.
function points(online, votes, sent, inHall, valid) {
  const [a, b] = [BigInt(sent || 1), BigInt(valid || 1)];
  const above = 100n * (BigInt(online) * BigInt(votes) * b + BigInt(100 - online) * BigInt(inHall) * a);
  return Number((2n * above + a * b) / (2n * a * b));
}

// Opens every vote: tracker → {choices, commitment, name}; of one that is in a sum with paper {choices: [], left}: commitments not opened. `pause` is awaited now and then with the share done.
async function openVotes(openings, story, faults, pause) {
  const { poll, ids, secret, definition } = story;
  const known = new Set(ids);
  const counting = [];
  const votes = new Map();
  const commitments = [];
  for (const [index, { tracker, choices, nonce, key, name }] of openings.entries()) {
    if (index % 250 === 0) await pause(index / openings.length);
    const bits = sha256(encoder.encode(["tracker", poll, key, nonce].join(SEPARATOR)));
    if (base32(bits, 16).match(/.{4}/g).join("-") !== tracker) {
      faults.push(`접수 확인 번호가 그 표의 것이 아닙니다. A receipt number that is not its vote's: ${tracker}`);
    }
    if (!castable(choices, definition, known) || (secret && name !== "")) {
      faults.push(`이 투표에서 나올 수 없는 표입니다. A vote that is not possible here: ${tracker}`);
      continue;
    }
    counting.push(choices);
    const commitment = H("vote", poll, choices.join(","), tracker, nonce, name);
    commitments.push(commitment);
    votes.set(tracker, { choices, commitment, name });
  }
  const { closed, revealed } = story;
  if (!rising(openings.map((opening) => opening.tracker))) {
    faults.push("표가 번호 순서가 아니거나 겹칩니다. Votes are out of order or listed twice.");
  }
  commitments.sort();
  const hidden = revealed.parts?.folded ?? [];
  const noted = new Set(closed.commitments);
  const opened = new Set(commitments);
  const left = new Set(closed.commitments.filter((one) => !opened.has(one)));
  for (const tracker of hidden) if (!votes.has(tracker)) votes.set(tracker, { choices: [], name: "", left });
  if (commitments.length + hidden.length !== closed.commitments.length || commitments.some((one) => !noted.has(one))) {
    faults.push("펼친 표가 마칠 때 적은 표와 다릅니다. The votes are not the ones recorded at closing.");
  }
  const totals = channelTotals(openings, story);
  if (totals === null) faults.push("투표 방법마다의 수가 맞지 않습니다. What came by which channel does not add up.");
  const counted = combined(scoresOf(ids, definition.method, counting), openings.length, totals ?? [], definition, revealed.parts?.folded);
  if (totals !== null && !foldsRightly(openings, totals, counted, story)) {
    faults.push("적은 표를 묶어 센 것이 맞지 않습니다. Very few votes are not counted together as they must be.");
  }
  if (canonical(counted) !== canonical(revealed.tally) || story.voters !== counted.voters || closed.voters !== openings.length + hidden.length) {
    faults.push("다시 세면 공표한 결과와 다릅니다. Counting again gives another result.");
  }
  if (H(canonical(openings)) !== revealed.openings) {
    faults.push("펼친 표가 공표할 때의 것이 아닙니다. The votes are not the revealed ones.");
  }
  return votes;
}

async function signedBy(key, message, signature) {
  const subtle = (globalThis.crypto ?? (await import("node:crypto")).webcrypto).subtle;
  try {
    const imported = await subtle.importKey("raw", unhex(key), { name: "Ed25519" }, false, ["verify"]);
    return await subtle.verify({ name: "Ed25519" }, imported, unhex(signature), encoder.encode(message));
  } catch {
    return false; // not a key, or a browser that knows neither WebCrypto nor Ed25519: not proven
  }
}

/** A receipt number the way it is printed, however it was typed. */
export function tidy(typed) {
  const swapped = typed.toUpperCase().replace(/[018]/g, (digit) => ({ 0: "O", 1: "I", 8: "B" })[digit]);
  return (swapped.replace(/[^A-Z2-7]/g, "").match(/.{1,4}/g) ?? []).join("-");
}

/**
 * Check a bundle (Uint8Array). Options: since, head, receipt (texts), receiptFile (Uint8Array), progress (0…1 → promise).
 * Resolves to {ok, faults, facts, vote}; never rejects because of what the file holds.
 */
export async function verify(bytes, { since, head, receipt, receiptFile, progress } = {}) {
  const faults = [];
  const pause = progress ?? (async () => {});
  const answer = (facts = null, vote = null) => ({ ok: faults.length === 0, faults, facts, vote });
  let bundle, slip;
  try {
    bundle = parse(bytes, isBundle);
    if (receiptFile !== undefined) slip = parse(receiptFile, isReceipt);
  } catch (reason) {
    if (!(reason instanceof Malformed)) throw reason;
    faults.push("결과 파일이나 접수증의 꼴이 정해진 대로가 아닙니다. A file does not have its exact canonical form.");
    return answer();
  }
  const story = readLog(bundle, faults).get(bundle.ballot);
  const heads = bundle.log.map((entry) => entry.hash);
  const among = (typed, known) => {
    const start = typed.toLowerCase().replace(/[^0-9a-z]/g, "");
    if (start.length < 16 || !known.some((one) => one.startsWith(start))) {
      faults.push(`적어 둔 기록 지문이 이 기록에 없습니다. This log does not hold the head you noted: ${typed}`);
    }
  };
  if (since !== undefined) among(since, heads);
  if (head !== undefined) among(head, heads.slice(-1));
  if (!story?.revealed) {
    if (faults.length === 0) faults.push("공표한 투표가 아닙니다. The ballot has not been revealed in this log.");
    return answer();
  }
  const votes = await openVotes(bundle.openings, story, faults, pause);
  let vote = null;
  if (slip) {
    const message = ["receipt", slip.poll, slip.tracker, slip.commitment, slip.head].join(SEPARATOR);
    if (slip.poll !== story.poll || slip.head !== story.openedHead || !(await signedBy(story.signer, message, slip.signature))) {
      faults.push("접수증이 이 투표의 것이 아니거나 서명이 다릅니다. The receipt is not of this ballot, or not signed for it.");
    }
    vote = votes.get(slip.tracker) ?? null;
    if (vote?.commitment !== slip.commitment && !vote?.left?.has(slip.commitment)) {
      faults.push("접수증의 표가 세어지지 않았습니다. The receipt's vote is not counted; only the last receipt of a voter is.");
    }
  }
  if (receipt !== undefined) {
    vote = votes.get(tidy(receipt)) ?? null;
    if (!vote) faults.push(`이 번호의 표가 없습니다. No vote has this receipt number: ${receipt}`);
  }
  await pause(1);
  const { question, options, secrecy, level, kind, method } = story.definition;
  const shown = (score) => (story.definition.terms?.online && !story.revealed.parts?.folded ? (score / 100).toFixed(2) : score);
  const rows = options.map((option, at) => ({ ...option, votes: shown(story.revealed.tally.rows[at]?.[1]) }));
  return answer({ question, kind, method, secrecy, level, rows, voters: story.voters, entries: heads.length, head: bundle.head }, vote);
}

// -- The command ------------------------------------------------------------------------------------------------------

async function command(words) {
  const { readFile } = await import("node:fs/promises");
  const given = {};
  const files = [];
  for (let at = 0; at < words.length; at++) {
    const [, name, value] = /^--(since|head|receipt|receipt-file)(?:=(.*))?$/s.exec(words[at]) ?? [];
    if (name) given[name] = value ?? words[++at];
    else files.push(words[at]);
    if (name && given[name] === undefined) files.length = 2;
  }
  if (files.length !== 1 || files[0].startsWith("-")) {
    console.log("node verify.mjs bundle.json [--since HEAD] [--head HEAD] [--receipt TRACKER] [--receipt-file receipt.json]");
    return 2;
  }
  let bytes, receiptFile;
  try {
    bytes = await readFile(files[0]);
    if (given["receipt-file"] !== undefined) receiptFile = await readFile(given["receipt-file"]);
  } catch (reason) {
    console.log(`파일을 읽을 수 없습니다. The file cannot be read: ${reason.message}`);
    return 2;
  }
  const say = (line) => console.log(line.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "?"));
  const { ok, faults, facts, vote } = await verify(bytes, { ...given, receiptFile });
  if (!ok) {
    ["맞지 않습니다. It does NOT check out:", ...faults.slice(0, MOST_FAULTS)].forEach(say);
    return 1;
  }
  say(`${facts.question} (${facts.kind} ${facts.method}, ${facts.secrecy === "secret" ? "무기명 · secret" : "기명 · named"}, ${facts.level})`);
  facts.rows.forEach((row) => say(`  ${row.position}. ${row.text}: ${row.votes}`));
  say(`투표한 사람 voters: ${facts.voters} · 기록 log entries: ${facts.entries}`);
  say(`기록 지문 head: ${facts.head}`);
  if (vote) {
    const chosen = vote.choices.map((choice) => facts.rows.find((row) => row.id === choice)); // as written: order and repeats mean something
    say(`→ ${chosen.map((row) => `${row.position}. ${row.text}`).join(", ") || "종이 표와 묶어 셈 · in one sum with paper"}`);
  }
  say("모두 맞습니다. Everything fits.");
  return 0;
}

if (globalThis.process?.argv?.[1] && import.meta.url === (await import("node:url")).pathToFileURL(process.argv[1]).href) {
  process.exitCode = await command(process.argv.slice(2));
}
