/// The one script of all pages. Everything works without it; with it pages follow what happens, scans land in the scan field, and
/// reports wait in the device while the line is down.
enum Script {
    static let text = #"""
        "use strict";
        (() => {
        const root = document.documentElement, status = document.getElementById("status");
        if (!status) return;
        root.classList.add("js");
        const set = status.dataset, $ = (s, e = document) => e.querySelector(s), $$ = (s, e = document) => [...e.querySelectorAll(s)];
        // The server's clock: countdowns go by it, not by the device's own.
        let ahead = Number(set.now) - Date.now();
        const now = () => Date.now() + ahead;

        // ---- what is said to those who hear pages: at most once in five seconds
        let said = 0, waiting = null;
        const tell = text => {
          waiting = text;
          const rest = said + 5000 - Date.now();
          setTimeout(() => { if (waiting) { status.textContent = waiting; waiting = null; said = Date.now(); } }, Math.max(0, rest));
        };

        // ---- times left
        const span = ms => {
          const s = Math.floor(ms / 1000), zh = root.lang.startsWith("zh");
          const [d, h, m] = [Math.floor(s / 86400), Math.floor(s / 3600), Math.floor(s / 60) % 60];
          if (s < 60) return zh ? `${s} 秒` : `${s} s`;
          if (s < 3600) return zh ? `${m} 分钟` : `${m} min`;
          if (s < 86400) return zh ? (m ? `${h} 小时 ${m} 分` : `${h} 小时`) : (m ? `${h} h ${m} min` : `${h} h`);
          return zh ? `${d} 天` : d === 1 ? "1 day" : `${d} days`;
        };
        const countDown = () => $$("[data-until]").forEach(e => {
          const rest = Number(e.dataset.until) - now();
          const text = (rest >= 0 ? set.sayIn : set.sayLate).replace("{t}", span(Math.abs(rest)));
          if (e.textContent !== text) e.textContent = text;
        });
        setInterval(countDown, 5000);

        // ---- the viewer's time zone, which the next page then goes by; this one is read again in place
        const cookie = (name, value) => { document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=31536000; samesite=lax`; };
        let wantsZone = false;
        try {
          const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
          if (set.zone === "UTC" && zone && zone !== "UTC" && zone !== "Etc/UTC" && !/turnback-zone=/.test(document.cookie)) {
            cookie("turnback-zone", zone);
            wantsZone = true;
          }
        } catch { /* an old browser: times stay in UTC */ }

        // ---- live: the same page is fetched and what changed is replaced where it stands
        const age = $("#age");
        const sayAge = (state, text) => { if (age) { age.dataset.state = state; if (text) $(".words", age).textContent = text; } };
        let seen = set.change || "", stream = null, pending = null, busy = false, fresh = null, hiddenSince = 0;
        const isEdited = e => e.contains(document.activeElement) && document.activeElement.matches("input:not([data-scan]),textarea,select")
          || $$("input:not([type=hidden]),textarea,select", e).some(i => i.dataset.touched);
        document.addEventListener("input", e => { if (!e.target.matches("[data-scan]")) e.target.dataset.touched = "1"; }, true);

        const put = (old, next) => {
          const had = document.activeElement && old.contains(document.activeElement) ? document.activeElement.id : "";
          old.innerHTML = next.innerHTML;
          for (const a of [...next.attributes]) if (old.getAttribute(a.name) !== a.value) old.setAttribute(a.name, a.value);
          old.classList.add("live-changed");
          setTimeout(() => old.classList.remove("live-changed"), 5000);
          // A finger that is on its way to a button whose meaning has changed presses nothing.
          if ($("button,a", old)) { old.inert = true; setTimeout(() => { old.inert = false; if (had) document.getElementById(had)?.focus(); }, 500); }
        };
        const plain = e => { const c = e.cloneNode(true); $$("[data-until]", c).forEach(x => x.textContent = ""); $$("input[name=form],input[name=once]", c).forEach(x => x.remove());
          c.classList.remove("live-changed"); $$(".live-changed", c).forEach(x => x.classList.remove("live-changed")); $$("[data-touched]", c).forEach(x => x.removeAttribute("data-touched")); c.removeAttribute("inert"); if (!c.getAttribute("class")) c.removeAttribute("class"); return c.outerHTML; };
        const patch = doc => {
          let news = 0, changed = 0;
          const next = new Map($$("[data-key]", doc).map(e => [e.dataset.key, e]));
          for (const old of $$("main [data-key]")) {
            const other = next.get(old.dataset.key);
            if (!other) { if (old.closest("[data-list]")) old.classList.add("over"); continue; }
            if (plain(old) === plain(other) || isEdited(old)) continue;
            put(old, other);
            changed++;
          }
          for (const list of $$("main [data-list]")) {
            const other = $$("[data-list]", doc).find(e => e.dataset.list === list.dataset.list);
            if (other) news += $$(":scope > [data-key]", other).filter(e => !$(`[data-key="${CSS.escape(e.dataset.key)}"]`)).length;
          }
          const bar = $(".news");
          if (bar && news) { $("button", bar).textContent = set.sayNew.replace("0", news); $("button", bar).hidden = false; fresh = doc; tell($("button", bar).textContent); }
          const title = $("title", doc);
          if (title && title.textContent !== document.title) document.title = title.textContent;
          const says = $("main .says");
          if (changed && says) tell(says.textContent);
          const other = $("#status", doc);
          if (other) { ahead = Number(other.dataset.now) - Date.now(); seen = other.dataset.change || seen; }
          const words = $("#age .words", doc);
          if (words) sayAge(stream && stream.readyState === 1 ? "live" : "read", words.textContent + (stream && stream.readyState === 1 ? " · " + set.sayLive : ""));
          countDown();
        };
        const refresh = async () => {
          if (busy) { pending = true; return; }
          busy = true;
          try {
            const answer = await fetch(location.href, { headers: { "X-Requested-By": "live" }, cache: "no-store" });
            if (answer.redirected && $("[data-goes-on]")) { location.replace(answer.url); return; }
            if (answer.ok) patch(new DOMParser().parseFromString(await answer.text(), "text/html"));
          } catch { /* the stream says that the line is down */ }
          busy = false;
          if (pending) { pending = false; setTimeout(refresh, 400); }
        };
        $(".news button")?.addEventListener("click", () => location.reload());
        let soon = null;
        const changedSoon = () => { clearTimeout(soon); soon = setTimeout(refresh, 250); };
        const follow = () => {
          if (!set.live || stream || !window.EventSource) return;
          stream = new EventSource(`/live?after=${encodeURIComponent(seen)}&about=${encodeURIComponent(set.live)}`);
          stream.addEventListener("open", () => { const w = age && $(".words", age).textContent; if (w && !w.includes(set.sayLive)) sayAge("live", w + " · " + set.sayLive); else sayAge("live"); });
          stream.addEventListener("change", e => { seen = e.lastEventId || seen; changedSoon(); });
          stream.addEventListener("reset", () => { leave(); refresh(); follow(); });
          stream.addEventListener("error", () => { const t = new Date(now()); sayAge("lost", set.sayNotLive.replace("{t}", t.toTimeString().slice(0, 8)));
            if (stream && stream.readyState === 2) { leave(); setTimeout(follow, 3000); } });
        };
        const leave = () => { stream?.close(); stream = null; };
        // A page that nobody looks at soon lets its connection go, and catches up when it is seen again: browsers open six
        // to a server, and pages in more tabs than that would never load.
        document.addEventListener("visibilitychange", () => {
          if (document.hidden) hiddenSince = setTimeout(leave, 2000);
          else { clearTimeout(hiddenSince); if (!stream) { follow(); refresh(); } }
        });
        addEventListener("pagehide", leave);
        addEventListener("pageshow", e => { if (e.persisted) { follow(); refresh(); } });
        if (set.live) follow();
        if (wantsZone) refresh();

        // ---- sounds: two tones that differ in pitch and length, and vibration where there is one
        const sound = good => {
          if (set.sound !== "on") return;
          try { navigator.vibrate?.(good ? 60 : [120, 60, 120]); } catch { /* none */ }
          try {
            const audio = new AudioContext(), tone = audio.createOscillator(), volume = audio.createGain();
            tone.frequency.value = good ? 1320 : 220; tone.type = good ? "sine" : "square"; volume.gain.value = .15;
            tone.connect(volume).connect(audio.destination); tone.start(); tone.stop(audio.currentTime + (good ? .12 : .5));
          } catch { /* none */ }
        };
        const result = $(".result[data-sounds]");
        if (result) sound(result.dataset.sounds === "good");

        // ---- scans: the scan field has the focus, and gets it back
        const scan = $("[data-scan]");
        let lastKey = 0;
        if (scan) {
          const home = () => { if (!document.activeElement || document.activeElement === document.body || document.activeElement.id === "main") scan.focus({ preventScroll: true }); };
          home();
          addEventListener("focus", home);
          document.addEventListener("keydown", e => {
            const quick = e.timeStamp - lastKey < 100;
            lastKey = e.timeStamp;
            if (e.target === scan) {
              if (e.key === "Tab" && scan.value && !e.shiftKey) { e.preventDefault(); scan.form.requestSubmit(); }
              return;
            }
            // An Enter that ends a scan never presses an answer.
            if (e.key === "Enter" && quick && e.target.matches("button,a,input")) { e.preventDefault(); return; }
            if (e.key.length === 1 && !e.ctrlKey && !e.metaKey && !e.altKey && !e.target.matches("input,textarea,select") && !(e.key === " " && e.target.matches("button,a,summary"))) {
              scan.focus(); // the key itself lands in the field
            }
          }, true);
          $("[data-keyboard]")?.addEventListener("click", () => { scan.inputMode = scan.inputMode === "none" ? "text" : "none"; scan.blur(); scan.focus(); });
        }

        // ---- one press, one report
        const pressed = form => { if (form.dataset.sent) return false; form.dataset.sent = "1"; $$("button", form).forEach(b => b.setAttribute("aria-disabled", "true")); return true; };
        addEventListener("pageshow", () => $$("form[data-sent]").forEach(f => { delete f.dataset.sent; $$("button", f).forEach(b => b.removeAttribute("aria-disabled")); }));

        // Reports of the floor wait in the device while the line is down, with the time of their press.
        const store = "turnback-unsent", person = set.person || "";
        const unsent = () => { try { return JSON.parse(localStorage.getItem(store)) || []; } catch { return []; } };
        const keep = list => { try { localStorage.setItem(store, JSON.stringify(list)); } catch { /* full or forbidden */ } sayUnsent(); };
        const sayUnsent = () => { const e = $("[data-unsent]"); if (e) { const n = unsent().length; e.textContent = set.sayUnsent.replace("0", n); e.hidden = n === 0; } };
        let sending = false, waits = "";
        const send = async () => {
          if (sending || !unsent().length) return;
          sending = true;
          try {
            while (unsent().length) {
              const [first] = unsent();
              const answer = await fetch(first.url, { method: "POST", body: first.body, redirect: "manual", headers: { "Content-Type": "application/x-www-form-urlencoded" } });
              if (answer.status >= 500 && answer.type !== "opaqueredirect") break;
              keep(unsent().slice(1));
            }
          } catch { /* still down */ }
          sending = false;
          if (unsent().length) return;
          if (waits) location.assign(waits); else if (set.live) refresh();
        };
        setInterval(send, 5000);
        addEventListener("online", send);
        sayUnsent();
        send();

        document.addEventListener("submit", e => {
          const form = e.target;
          if (form.method !== "post") return;
          if (!pressed(form)) { e.preventDefault(); return; }
          if (!("queue" in form.dataset)) return;
          e.preventDefault();
          const data = new URLSearchParams(new FormData(form, e.submitter));
          data.set("pressed", String(Math.round(now())));
          const url = form.getAttribute("action"), body = data.toString();
          tell(set.saySending);
          const timer = new AbortController();
          setTimeout(() => timer.abort(), 15000);
          fetch(url, { method: "POST", body, headers: { "Content-Type": "application/x-www-form-urlencoded" }, signal: timer.signal }).then(async answer => {
            const page = await answer.text();
            if (answer.redirected && answer.ok) { location.assign(answer.url); return; }
            document.open(); document.write(page); document.close();
          }).catch(() => {
            keep([...unsent(), { url, body, at: now(), person }]);
            waits = form.dataset.queue;
            form.hidden = true;
          });
        });

        // ---- amounts for thumbs
        document.addEventListener("click", e => {
          const button = e.target.closest("[data-step]");
          if (!button) return;
          e.preventDefault();
          const input = document.getElementById(button.dataset.for);
          const value = Number(input.value || 0) + Number(button.dataset.step);
          input.value = String(Math.min(Number(input.max || 1e6), Math.max(Number(input.min || 0), value)));
        });
        $$("[data-js]").forEach(e => { e.hidden = false; });

        // ---- printing, and keys for those who never take the hands off
        document.addEventListener("click", e => { if (e.target.closest("[data-print]")) print(); });
        let go = 0;
        if (set.keys === "on" && !scan) document.addEventListener("keydown", e => {
          if (e.ctrlKey || e.metaKey || e.altKey || e.target.matches("input,textarea,select")) return;
          if (e.key === "/") { const find = $("#find"); if (find) { e.preventDefault(); find.focus(); } return; }
          if (e.key === "g") { go = Date.now(); return; }
          const link = Date.now() - go < 1500 && $(`[data-go="${CSS.escape(e.key)}"]`);
          if (link) { e.preventDefault(); link.click(); }
          go = 0;
        });
        const wrong = $(".summary");
        if (wrong) wrong.focus();
        })();
        """#
}
