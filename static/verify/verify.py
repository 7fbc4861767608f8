#!/usr/bin/env python3
"""공론장 투표 확인기 · checks the published result of one ballot; asks nobody, imports nothing of the service.
    python3 -I verify.py bundle.json [--since HEAD] [--head HEAD] [--receipt TRACKER] [--receipt-file receipt.json]
Python 3.9 or newer. Ends with 0: everything fits together; 1: something does not, a sentence for each; 2: unreadable.
"""
import argparse, base64, hashlib, json, re, sys
HEX, TRACKER, TIME = re.compile("[0-9a-f]{64}"), re.compile("[A-Z2-7]{4}(-[A-Z2-7]{4}){3}"), re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
MEETING = {"id": int, "number": re.compile("[0-9]{6}"), "title": str}
ENTRY = {"seq": int, "kind": re.compile("[a-z]+[.][a-z_]+"), "at": TIME, "data": dict, "prev": HEX, "hash": HEX}
OPENING = {"tracker": TRACKER, "choices": [int], "nonce": HEX, "key": re.compile("[A-Za-z0-9_-]{1,64}"), "name": str}
BUNDLE = {"format": re.compile("gongron-bundle-1"), "meeting": MEETING, "ballot": int, "head": HEX, "log": [ENTRY],
          "openings": [(OPENING, {**OPENING, "channel": re.compile("text|telephone")})]}  # without a channel: by phone
BEFORE = {"ballot": int, "meeting": int, "question": str, "max_choices": int, "opened_at": TIME, "level": re.compile("L[0-3]"),
          "options": [{"id": int, "position": int, "text": str}], "secrecy": re.compile("secret|named")}  # before there were kinds
RULES = {"kind": re.compile("yesno|choice|rank|scale|points|dots"), "method": re.compile("marks|borda|schulze"), "terms": dict}
TOTAL, SENT, PARTS = {"rows": [[int]], "valid": int, "blank": int, "void": int, "handed": int}, {"phone": int, "text": int, "telephone": int}, {"helped": int, "totals": dict}
REVEAL = {"ballot": int, "poll": HEX, "tally": {"voters": int, "rows": [[int]]}, "openings": HEX}
TWO = {"ballot": int, "poll": HEX, "who": str}  # what takes two people, and what they have seen
KINDS = {"ballot.opened": {"definition": (BEFORE, {**BEFORE, **RULES}), "poll": HEX, "present": int, "signer": HEX, "box": (HEX, "")},
         "ballot.vote": {"ballot": int, "commitment": (HEX, None), "replaces": (HEX, None)},  # no commitment: only taken back
         "ballot.closed": {"ballot": int, "poll": HEX, "voters": int, "present": int, "commitments": [HEX]},
         "ballot.tallied": {"ballot": int, "poll": HEX, "voters": int, "seal": HEX}, "ballot.revealed": (REVEAL, {**REVEAL, "parts": ({**PARTS, "votes": SENT}, {**PARTS, "votes": SENT, "folded": [TRACKER]}), "nonce": HEX}),
         "ballot.annul_asked": {**TWO, "reason": str}, "ballot.annulled": {**TWO, "asked": HEX, "voters": int},
         **{f"ballot.{what}_asked": {**TWO, "reason": str, "minutes": int} for what in ("extend", "reopen")}, "ballot.counted": TWO,
         **{f"ballot.{what}": {**TWO, "asked": HEX} for what in ("annul_refused", "extend_refused", "extended", "reopen_refused", "reopened")},
         "ballot.witnessed": {**TWO, "closed": HEX, "side": re.compile("civil|official")}}
WHEN = {"open": "vote|closed|annul.*|exten.*", "closed": "annul.*|reopen.*|tallied|counted|revealed", "tallied": "annul.*|reopen.*|counted|revealed", "counted": "annul.*|witnessed|revealed"}
RECEIPT = {"poll": HEX, "tracker": TRACKER, "commitment": HEX, "head": HEX, "signature": re.compile("[0-9a-f]{128}")}
WORDS = {"L0": "누구나, 참고용 · advisory", "L1": "번호표 · slip", "L2": "문자 · message", "L3": "명부 · roll", "secret": "무기명 · secret", "named": "기명 · named"}
def canonical(value): return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
def digest(*parts): return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
def whole(text): return int(text if len(text) < 18 and abs(int(text)) < 2**53 else "too large")  # ValueError, as for 1.0 and 1e3
def read(raw, shape):
    """The value of a file that is exactly canonical and has this shape; ValueError or RecursionError otherwise."""
    value = json.loads(raw.decode(), parse_float=whole, parse_constant=whole, parse_int=whole)  # whole numbers only
    if canonical(value).encode() != raw or not fits(value, shape): raise ValueError
    return value
def fits(value, shape, deep=16):
    """Has the value exactly this shape: these keys and no others, numbers from 0, texts that match?"""
    if isinstance(shape, dict): return isinstance(value, dict) and value.keys() == shape.keys() and all(fits(value[k], shape[k]) for k in shape)
    if isinstance(shape, list): return isinstance(value, list) and all(fits(one, shape[0]) for one in value)
    if isinstance(shape, tuple): return any(fits(value, one) for one in shape)
    if isinstance(shape, re.Pattern): return isinstance(value, str) and shape.fullmatch(value) is not None
    if shape in (dict, ...):  # an object with anything in it, though not endlessly deep
        inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return (shape is ... or isinstance(value, dict)) and deep > 0 and all(fits(one, ..., deep - 1) for one in inside)
    return value == shape if shape in (None, "") else type(value) is shape and (shape is str or value >= 0)
def replay(bundle, must):
    """Walk the log from its first line to the last. Returns what every ballot of the meeting came to, by its id."""
    before, ballots, facts = "0" * 64, {}, {"meeting": bundle["meeting"]["id"], **{key: bundle["meeting"][key] for key in ("number", "title")}}
    for line, entry in enumerate(bundle["log"], 1):
        def rule(ok, text): return must(ok, f"기록 {line}번째 줄: {text} (line {line} of the log)")
        if not rule(entry["seq"] == line and entry["prev"] == before and entry["hash"] == digest(canonical(
                {key: entry[key] for key in entry if key != "hash"})), "앞줄과 이어지지 않습니다. The chain is broken."): return {}
        before, kind, data = entry["hash"], entry["kind"], entry["data"]
        rule((kind == "meeting.prepared") == (line == 1) and (line > 1 or canonical(data) == canonical(facts)),
             "회의 정보는 첫 줄에만 있고 파일과 같아야 합니다. The meeting's facts stand once, first, as in the file.")
        if not re.match("ballot[.](?!key_)", kind) or not rule(
                fits(data, KINDS.get(kind, ())), "빠졌거나 모르는 항목이 있습니다. Something is missing or unknown."): continue
        one = ballots.get(data.get("ballot"), {"stage": "over"})
        if kind == "ballot.opened":
            what = {"kind": "choice", "method": "marks", **data["definition"]}
            ids, places = ([option[key] for option in what["options"]] for key in ("id", "position"))
            rule(what["ballot"] not in ballots, "같은 투표를 두 번 열었습니다. The same ballot opens twice.")
            rule(what["meeting"] == facts["meeting"] and data["poll"] == digest(canonical(data["definition"])),
                 "투표 내용과 그 확인값이 다릅니다. The ballot's words do not match their hash.")
            rule(places == list(range(1, len(ids) + 1)) and len(set(ids)) == len(ids) >= 2
                 and 1 <= what["max_choices"] <= {"yesno": 1, "scale": 1, "points": 20, "dots": 20}.get(what["kind"], len(ids))
                 and (what["kind"] == "rank") == (what["method"] != "marks") and (data["box"] == "") == (what["secrecy"] == "named"),
                 "보기나 봉투의 열쇠가 바르지 않습니다. The options, or the key of the sealed votes, are not right.")
            ballots[what["ballot"]] = {**what, **data, "ids": ids, "line": before, "asked": None, "stage": "open", "end": "", "seen": [], "seal": "",
                                       "watched": what.get("terms", {}).get("observers"), "live": {None: True}}
        elif not rule(re.fullmatch(f"ballot[.]({WHEN.get(one['stage'])})", kind), "열고 마치고 공표하는 순서가 어긋납니다. Opening, closing and revealing are out of order."
                      ) or not rule(data.get("poll") in (None, one["poll"]), "다른 투표의 확인값입니다. It carries the hash of another ballot."): continue
        elif kind == "ballot.vote":
            rule(one["secrecy"] == "named" and (data["commitment"] or 0) not in one["live"] and one["live"].get(data["replaces"])
                 and data["commitment"] != data["replaces"], "들어갈 수 없는 표입니다. This vote cannot be cast.")
            one["live"].update({data["replaces"]: data["replaces"] is None, data["commitment"]: True})
        elif "reason" in data or "asked" in data:  # one asks, another refuses or agrees to the very line that waits
            rule(one["asked"] == ((kind[7:12], data["asked"]) if "asked" in data else None) and (one["secrecy"] == "named" or "reopen" not in kind)
                 and (one["stage"] == "open" or data.get("voters", one["voters"]) == one["voters"]),
                 "두 사람이 할 일이 제안이나 받은 표와 맞지 않습니다. What takes two people does not fit its proposal or the votes.")
            one.update(asked=(kind[7:12], before) if "reason" in data else None, stage={"ballot.annulled": "over", "ballot.reopened": "open"}.get(kind, one["stage"]))
        elif kind == "ballot.witnessed":
            one["seen"] += [data["side"]] * bool(rule(data["closed"] == one["end"] and data["side"] not in one["seen"], "참관인의 확인이 맞지 않습니다. An observer's word does not fit."))
        else:
            rule((one["asked"] or ["annul"])[0] == "annul" and (kind != "ballot.revealed" or one["watched"] is not True or len(one["seen"]) == 2),
                 "기다리는 제안이나 빠진 참관인 확인이 있습니다. A request still waits, or an observer has not confirmed.")
            one.update(data, stage=kind[7:], **({"end": before, "seal": ""} if kind == "ballot.closed" else {}))
            batch, live = set(one["commitments"]), {vote for vote, counts in one["live"].items() if vote and counts}
            rule(one["commitments"] == sorted(batch) and (kind != "ballot.closed" or one["voters"] == len(batch)) and batch == (live if one["secrecy"] == "named" else batch),
                 "마칠 때의 표가 받은 표와 맞지 않습니다. The votes at closing do not add up.")
    must(before == bundle["head"], "기록의 끝이 파일의 기록 지문과 다릅니다. The log does not end at the head of the file.")
    return ballots
def scores(method, ids, votes):
    """Rows of an option and its score: marks on it, Borda points, or how many others it beats by Schulze's strongest paths."""
    if method != "schulze": return [[a, sum(len(ids) - 1 - vote.index(a) if method == "borda" else vote.count(a) for vote in votes if a in vote)] for a in ids]
    many = {(a, b): sum([*vote, a].index(a) < [*vote, b].index(b) for vote in votes) for a in ids for b in ids}
    path = {(a, b): n if n > many[b, a] else 0 for (a, b), n in many.items()}
    for over, a, b in ((over, a, b) for over in ids for a in ids for b in ids if a != b): path[a, b] = max(path[a, b], min(path[a, over], path[over, b]))
    return [[a, sum(path[a, b] > path[b, a] for b in ids)] for a in ids]
def count(openings, one, must):
    """Recompute every tracker and commitment, and count again. Returns tracker → (choices, commitment)."""
    found, kind, most, trackers = {}, one["kind"], one["max_choices"], [vote["tracker"] for vote in openings]
    for vote in openings:
        tracker, chosen, nonce = vote["tracker"], vote["choices"], vote["nonce"]
        letters = base64.b32encode(bytes.fromhex(digest("tracker", one["poll"], vote["key"], nonce))).decode()
        must(tracker.replace("-", "") == letters[:16], f"접수 확인 번호가 표와 맞지 않습니다. The receipt does not belong to its vote: {tracker}")
        if must((most if kind == "points" else 1) <= len(chosen) <= most and set(one["ids"]) >= set(chosen)
                and (kind == "rank" or chosen == sorted(chosen)) and (kind in ("points", "dots") or len(set(chosen)) == len(chosen)) and (one["secrecy"] == "named" or not vote["name"]),
                f"이 투표에서 낼 수 없는 표입니다. This vote is not possible: {tracker}"):
            found[tracker] = chosen, digest("vote", one["poll"], ",".join(map(str, chosen)), tracker, nonce, vote["name"])
    sent, totals, cast = scores(one["method"], one["ids"], [chosen for chosen, _ in found.values()]), by_channel(openings, one, must), len(trackers)
    counted, valid = [sum(total["rows"][at][1] for total in totals) for at in range(len(sent))], sum(total["valid"] for total in totals)
    rows, terms, folded, all_ = [[row[0], row[1] + more] for row, more in zip(sent, counted)], one.get("terms", {}), one.get("parts", {}).get("folded"), (cast or 1) * (valid or 1)
    hidden, online, few = folded or [], 0 if folded is not None else terms.get("online", 0), terms.get("apart", 0) if one["secrecy"] == "secret" and fits(terms.get("apart", 0), int) else 0
    paper, sent_all, opened = valid - len(hidden), cast + len(hidden), {commitment for _, commitment in found.values()}  # of very few, neither side may be the rest of what is published: they are one sum with others
    must((folded is not None) == bool(few and (folded is not None or any(total["handed"] for total in totals)) and (paper < few or 0 < sent_all < few)) and (folded is None or paper >= 0
         and hidden == sorted(set(hidden) - set(trackers)) and len(hidden) <= (paper * len(rows) if sent_all >= few else few) and (not cast or sent_all >= few) and all(more >= min(paper, row[1])
         and valid - more >= min(paper, cast + valid - row[1]) for row, more in zip(rows, counted))), "적은 표를 묶어 센 것이 맞지 않습니다. Very few votes are not counted together as they must be.")
    if fits(online, int) and online:  # hundredths of points of 100: weight times share of each side that voted, a half rounded up, once
        rows = [[row[0], (200 * (online * row[1] * (all_ // (cast or 1)) + (100 - online) * more * (all_ // (valid or 1))) + all_) // (2 * all_)] for row, more in zip(sent, counted)]
    must(trackers == sorted(set(trackers)), "표의 순서가 다르거나 같은 표가 또 있습니다. Votes are out of order or doubled.")
    must(opened <= set(one["commitments"]) and len(one["commitments"]) == len(opened) + len(hidden),
         "마칠 때 적은 표와 펼친 표가 다릅니다. The votes are not those written down at closing.")
    must(canonical(one["tally"]) == canonical({"voters": cast + valid, "rows": rows}) and one["voters"] == cast + valid, "다시 센 결과가 공표와 다릅니다. Counted again, the result differs.")
    must(one["openings"] == digest(canonical(openings)), "공표한 표와 다릅니다. The votes are not those of the reveal.")
    return {**{tracker: ([], set(one["commitments"]) - opened) for tracker in hidden}, **{tracker: (chosen, {commitment}) for tracker, (chosen, commitment) in found.items()}}
def by_channel(openings, one, must):
    """The totals of paper and hands, checked, of a ballot that more than phones voted in."""
    parts, terms, by = one.get("parts", {}), one.get("terms", {}), [vote.get("channel", "phone") for vote in openings]
    known, totals, votes, hidden = terms.get("channels", ["phone"]), parts.get("totals", {}), parts.get("votes", {"phone": len(by), "text": 0, "telephone": 0}), parts.get("folded", ())
    fine = fits(terms.get("online", 0), int) and terms.get("online", 0) < 100 and fits(known, [str]) and (set(totals) == {"together"} if "folded" in parts else set(totals) <= {"paper", "hands"} & set(known))
    apart = {name: many if name != "phone" and (one["secrecy"] == "named" or many >= 5) else 0 for name, many in votes.items()}  # of very few, a secret ballot does not say which
    if "folded" in parts or one["secrecy"] != "named" and 0 < sum(votes.values()) - sum(apart.values()) < 5: apart = dict.fromkeys(votes, 0)  # nor of the rest
    ok = fine and (one["seal"] == digest(canonical([one["nonce"], parts, digest(canonical(openings))])) if parts else known == ["phone"] and not one["seal"]) and all(
        by.count(name) == apart[name] and (name in known or not votes[name]) for name in ("text", "telephone")) and sum(votes.values()) == len(by) + len(hidden) >= parts.get("helped", 0) and all(
        fits(one_of, TOTAL) and [row[:-1] for row in one_of["rows"]] == [[id_] for id_ in one["ids"]] and one_of["valid"] + one_of["blank"] + one_of["void"] == one_of["handed"]
        and max(row[1] for row in one_of["rows"]) <= one_of["valid"] <= sum(row[1] for row in one_of["rows"]) <= one_of["valid"] * one["max_choices"] for one_of in totals.values())
    return list(totals.values()) if must(ok, "투표 방법마다의 수가 맞지 않습니다. What came by which channel does not add up.") else []
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # Ed25519, RFC 8032
D = -121665 * pow(121666, -1, P) % P
def add(one, two):
    (x, y), (u, v) = one, two
    return (x * v + u * y) * pow(1 + (t := D * x * u * y * v), -1, P) % P, (y * v + x * u) * pow(1 - t, -1, P) % P
def times(number, point): return (0, 1) if not number else add(half, point) if (half := times(number // 2, add(point, point))) and number % 2 else half
def on_curve(raw):
    y, odd = int.from_bytes(raw, "little") % 2**255, raw[31] >> 7
    x = pow(square := (y * y - 1) * pow(D * y * y + 1, -1, P) % P, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    return (x if x % 2 == odd else P - x, y) if y < P and x * x % P == square else (0, 0)  # (0, 0): not on it
def signed(key, message, signature):
    number = int.from_bytes(signature[32:], "little")
    hashed = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    base, (x, y) = on_curve((4 * pow(5, -1, P) % P).to_bytes(32, "little")), on_curve(key)
    found = add(times(number, base), times(hashed, (-x % P, y)))
    return y > 0 and number < L and (found[1] | (found[0] % 2) << 255).to_bytes(32, "little") == signature[:32]
def check(raw, since=None, head=None, tracker=None, receipt=None):
    """All of it. Returns the faults and the summary, both as lists of sentences."""
    faults, told = [], []
    def must(ok, text): return bool(ok) or faults.append(text)
    try:
        bundle, slip = read(raw, BUNDLE), None if receipt is None else read(receipt, RECEIPT)
    except (ValueError, RecursionError): return ["결과 파일이나 접수증이 정해진 꼴이 아닙니다. A file is not in its exact canonical form."], told
    one = replay(bundle, must).get(bundle["ballot"], {})
    hashes = [entry["hash"] for entry in bundle["log"]]
    for noted, among in ((since, hashes), (head, hashes[-1:])):
        typed = re.sub("[^0-9a-z]", "", (noted or "").lower())
        must(noted is None or (len(typed) >= 16 and any(known.startswith(typed) for known in among)),
             f"적어 둔 기록 지문이 이 기록에 없습니다. The head you noted is not in this log: {noted}")
    if not one.get("tally"): return faults or ["공표한 투표가 아닙니다. The ballot is not revealed in this log."], told
    found = count(bundle["openings"], one, must)
    if slip:
        message = "\x1f".join(["receipt", *(slip[key] for key in ("poll", "tracker", "commitment", "head"))]).encode()
        must(slip["poll"] == one["poll"] and slip["head"] == one["line"] and signed(bytes.fromhex(one["signer"]), message, bytes.fromhex(slip["signature"])),
             "이 투표의 접수증이 아니거나 서명이 틀립니다. The receipt is of another ballot, or its signature is wrong.")
        must(slip["commitment"] in found.get(slip["tracker"], ((), ()))[1], "접수증의 표가 없습니다(바꾼 표는 마지막 접수증만 "
             "맞습니다). The receipt's vote is not counted; of a changed vote only the last receipt is.")
    told, names = [f"{one['question']} ({one['kind']} {one['method']}; {WORDS[one['secrecy']]}; {one['level']} {WORDS[one['level']]})"], {option["id"]: f"{option['position']}. {option['text']}" for option in one["options"]}
    told += [*(f"  {names.get(row[0])}: {row[1]}" for row in one["tally"]["rows"] if len(row) == 2), f"투표한 사람 voters: {one['voters']} · 기록 log entries: {len(hashes)}", f"기록 지문 head: {bundle['head']}"]
    for mine in [mine for mine in (tracker, slip and slip["tracker"]) if mine is not None]:
        typed = re.sub("[^A-Z2-7]", "", mine.upper().replace("0", "O").replace("1", "I").replace("8", "B"))
        chosen = found.get("-".join(typed[at : at + 4] for at in range(0, len(typed), 4)), (None, ()))[0]
        must(chosen is not None, f"이 번호의 표가 없습니다. There is no vote under this receipt: {mine}")
        told += [f"{mine} → {', '.join(names[choice] for choice in chosen or ()) or '종이 표와 묶어 셈 · in one sum with paper'}"]
    return faults, told
def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    [options.add_argument(name) for name in ("bundle", "--since", "--head", "--receipt", "--receipt-file")]
    _, given = sys.stdout.reconfigure(errors="replace"), options.parse_args()
    try:
        raw, slip = (None if name is None else open(name, "rb").read() for name in (given.bundle, given.receipt_file))
        faults, told = check(raw, given.since, given.head, given.receipt, slip)
    except (OSError, ValueError) as reason:
        given.bundle, faults = None, [f"파일을 읽을 수 없습니다. The file cannot be read: {reason}"]
    wrong = ["맞지 않습니다. It does NOT check out:", *faults[:30]]
    for line in wrong[given.bundle is None :] if faults else [*told, "모두 맞습니다. Everything fits."]: print("".join(letter if letter.isprintable() else "?" for letter in line))
    return 2 if given.bundle is None else 1 if faults else 0
if __name__ == "__main__": sys.exit(main())
