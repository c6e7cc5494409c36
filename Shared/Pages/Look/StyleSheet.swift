/// The look of all pages: one sheet, nothing loaded from elsewhere. Colours have 7:1 against what they stand on where a text is
/// to be read at arm's length, 4.5:1 everywhere else; what a colour says is said in words or by a shape as well.
enum StyleSheet {
    static let text = #"""
        :root {
          color-scheme: light dark;
          --ground: #f5f5f2; --card: #ffffff; --ink: #16191d; --soft: #4d545e; --line: #d5d8d2; --edge: #767c86;
          --accent: #0a5670; --on-accent: #ffffff; --accent-soft: #e3f0f5;
          --good: #14572f; --good-soft: #e4f3e9; --late: #8f1d14; --late-soft: #fbe9e7; --wait: #634300; --wait-soft: #fbf1dc;
          --mark: #fff3bf;
          --font: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Noto Sans CJK SC",
            "PingFang SC", "Microsoft YaHei", sans-serif;
          --mono: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace;
        }
        @media (prefers-color-scheme: dark) { :root:not([data-theme=light]) {
          --ground: #121417; --card: #1b1f24; --ink: #eef0f3; --soft: #b3bac4; --line: #343a43; --edge: #8b94a1;
          --accent: #86cfee; --on-accent: #062733; --accent-soft: #16323d;
          --good: #8fdcab; --good-soft: #16301f; --late: #ffada3; --late-soft: #3b1a17; --wait: #f3cb7b; --wait-soft: #352a12;
          --mark: #4a4013;
        } }
        :root[data-theme=dark] {
          color-scheme: dark;
          --ground: #121417; --card: #1b1f24; --ink: #eef0f3; --soft: #b3bac4; --line: #343a43; --edge: #8b94a1;
          --accent: #86cfee; --on-accent: #062733; --accent-soft: #16323d;
          --good: #8fdcab; --good-soft: #16301f; --late: #ffada3; --late-soft: #3b1a17; --wait: #f3cb7b; --wait-soft: #352a12;
          --mark: #4a4013;
        }
        :root[data-theme=light] { color-scheme: light; }

        *, *::before, *::after { box-sizing: border-box; }
        html { font: 16px/1.5 var(--font); background: var(--ground); color: var(--ink); scroll-padding-top: 72px;
          -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; }
        h1, h2, h3, p, ul, ol, dl, dd, figure, fieldset { margin: 0; padding: 0; }
        h1 { font-size: 1.625rem; line-height: 1.25; font-weight: 650; letter-spacing: -.01em; overflow-wrap: anywhere; }
        h2 { font-size: 1.125rem; line-height: 1.35; font-weight: 650; }
        h3 { font-size: 1rem; font-weight: 650; }
        a { color: var(--accent); text-underline-offset: .2em; text-decoration-thickness: 1px; }
        a:hover { text-decoration-thickness: 2px; }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
        [hidden] { display: none !important; }
        bdi, code { overflow-wrap: anywhere; }
        .id { font-family: var(--mono); font-size: .9375em; font-variant-ligatures: none; overflow-wrap: anywhere; }
        .soft { color: var(--soft); }
        .small { font-size: .875rem; }
        .nowrap { white-space: nowrap; }
        .apart { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline; justify-content: space-between; }
        .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        .skip { position: absolute; left: 12px; top: -80px; z-index: 9; background: var(--card); color: var(--ink);
          padding: 12px 16px; border: 2px solid var(--accent); border-radius: 6px; }
        .skip:focus { top: 6px; }

        /* frame */
        .top { position: sticky; top: 0; z-index: 5; background: var(--card); border-bottom: 1px solid var(--line); }
        .top .in { max-width: 1280px; margin: 0 auto; padding: 0 24px; min-height: 56px; display: flex; align-items: center; gap: 4px 20px; }
        .brand { font-weight: 700; letter-spacing: -.01em; color: var(--ink); text-decoration: none; display: inline-flex;
          align-items: center; gap: 8px; min-height: 44px; }
        .brand svg { width: 22px; height: 22px; color: var(--accent); }
        .top nav ul { list-style: none; display: flex; gap: 4px; }
        .top nav a { display: inline-flex; align-items: center; min-height: 40px; padding: 0 12px; border-radius: 6px;
          color: var(--ink); text-decoration: none; }
        .top nav a:hover { background: var(--ground); }
        .top nav a[aria-current] { background: var(--accent-soft); color: var(--accent); font-weight: 600; }
        .top .find { margin-left: auto; display: flex; gap: 8px; }
        .top .find input { width: 17rem; min-height: 40px; }
        .top .person { display: inline-flex; align-items: center; min-height: 40px; padding: 0 4px; color: var(--ink); white-space: nowrap; }
        main { flex: 1; width: 100%; max-width: 1008px; margin: 0 auto; padding: 32px 24px 64px; }
        main.narrow { max-width: 688px; }
        main > * + * { margin-top: 32px; }
        .foot { border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem; }
        .foot .in { max-width: 1008px; margin: 0 auto; padding: 16px 24px 24px; display: flex; flex-wrap: wrap; gap: 8px 24px; }
        .back { display: inline-block; padding: 4px 0; }
        .back + .title { margin-top: 12px; }
        .title { display: flex; flex-wrap: wrap; gap: 4px 24px; align-items: baseline; justify-content: space-between; }
        .title + .asked { margin-top: 8px; }
        .title .of { color: var(--soft); font-weight: 400; font-size: 1.125rem; }
        .ages { float: right; margin: 6px 0 0 16px; } .ages + * { margin-top: 0 !important; }
        .foot form.inline { display: inline; } .foot button.text { min-height: 0; padding: 0; font-size: inherit; }
        .age { color: var(--soft); font-size: .875rem; white-space: nowrap; }
        .age .dot { display: inline-block; width: 8px; height: 8px; border-radius: 50%; background: none; border: 2px solid currentColor; margin-right: 6px; }
        .age[data-state=live] .dot { background: var(--good); border-color: var(--good); }

        /* the answer */
        .answer { background: var(--card); border: 1px solid var(--line); border-left: 6px solid var(--accent); border-radius: 8px;
          padding: 24px 28px; display: grid; gap: 12px; }
        .answer.good { border-left-color: var(--good); } .answer.late { border-left-color: var(--late); }
        .answer.wait { border-left-color: var(--wait); }
        .answer .says { font-size: 1.375rem; line-height: 1.4; font-weight: 600; letter-spacing: -.005em; max-width: 60ch; overflow-wrap: anywhere; }
        .answer .more { max-width: 68ch; }
        .answer .next { display: flex; flex-wrap: wrap; gap: 12px 20px; align-items: center; color: var(--soft); }
        .answer .next strong { color: var(--ink); font-weight: 600; }
        .answer + .answer { margin-top: 16px; }
        .answer.old { border-left-color: var(--line); } .answer.old .says { font-size: 1.0625rem; font-weight: 500; color: var(--soft); }
        .left { font-variant-numeric: tabular-nums; white-space: nowrap; }

        /* controls */
        .button, button { font: inherit; font-weight: 600; display: inline-flex; align-items: center; justify-content: center; gap: 8px;
          min-height: 44px; padding: 8px 20px; border-radius: 6px; border: 1px solid var(--accent); background: var(--accent);
          color: var(--on-accent); text-decoration: none; cursor: pointer; text-align: center; touch-action: manipulation; }
        .button:hover, button:hover { filter: brightness(1.12); }
        .button.plain, button.plain { background: var(--card); color: var(--accent); border-color: var(--edge); }
        .button.text, button.text { background: none; border-color: transparent; color: var(--accent); padding: 8px; text-decoration: underline; text-underline-offset: .2em; font-weight: 500; }
        button[aria-disabled=true] { opacity: .55; cursor: progress; }
        .actions input { flex: 1 1 16rem; width: auto; }
        .actions { display: flex; flex-wrap: wrap; gap: 12px 20px; align-items: center; }
        input[type=text], input[type=search], input[type=number], select, textarea { font: inherit; color: var(--ink); background: var(--card);
          border: 1px solid var(--edge); border-radius: 6px; padding: 8px 12px; min-height: 44px; width: 100%; }
        input[type=number] { width: 7rem; font-variant-numeric: tabular-nums; }
        textarea { min-height: 88px; resize: vertical; }
        form { display: grid; gap: 24px; }
        form.row { display: flex; flex-wrap: wrap; gap: 12px; align-items: end; }
        form.row input, form.row select { width: auto; min-width: 10rem; }
        .options { display: grid; gap: 28px; } .options .would { margin-top: 4px; }
        .units { display: grid; gap: 12px; margin-top: 8px; } .units .field { grid-template-columns: 1fr auto; align-items: center; gap: 4px 16px; }
        .units .field .why { grid-column: 1 / -1; grid-row: 2; } .units .field > label { font-weight: 500; }
        .field { display: grid; gap: 6px; }
        .field > label, legend { font-weight: 600; }
        .field .hint { color: var(--soft); font-size: .9375rem; }
        .field.wrong { border-left: 4px solid var(--late); padding-left: 16px; }
        .wrong .why { color: var(--late); font-weight: 600; }
        .wrong input, .wrong textarea { border-color: var(--late); border-width: 2px; }
        fieldset { border: 0; display: grid; gap: 12px; min-width: 0; }
        legend { padding: 0; margin-bottom: 12px; font-size: 1.125rem; }
        .choice { display: flex; gap: 12px; align-items: flex-start; }
        .choice input[type=radio], .choice input[type=checkbox] { flex: none; width: 24px; height: 24px; margin: 0; accent-color: var(--accent); }
        .choice > label { display: block; padding-top: 0; cursor: pointer; flex: 1; min-width: 0; }
        .box { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 20px 24px; }
        .box > * + * { margin-top: 12px; }
        .apart-forms form + form { margin-top: 20px; padding-top: 20px; border-top: 1px solid var(--line); } form.row > p { align-self: center; }
        .summary { border: 3px solid var(--late); border-radius: 8px; padding: 16px 20px; background: var(--card); display: grid; gap: 8px; }
        .summary h2 { color: var(--late); } .summary ul { padding-left: 20px; }
        .said { border-left: 6px solid var(--good); background: var(--good-soft); border-radius: 6px; padding: 14px 20px; font-weight: 600; }
        .said.bad { border-left-color: var(--late); background: var(--late-soft); }

        /* evidence */
        section > * + * { margin-top: 14px; }
        .scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
        table { border-collapse: collapse; width: 100%; }
        caption { text-align: left; padding: 14px 20px 0; color: var(--soft); font-size: .9375rem; }
        th, td { text-align: left; vertical-align: top; padding: 12px 20px; border-bottom: 1px solid var(--line); }
        thead th { font-size: .875rem; font-weight: 600; color: var(--soft); white-space: nowrap; }
        tbody th { font-weight: 600; }
        tbody tr:last-child > * { border-bottom: 0; }
        tfoot th, tfoot td { border-top: 2px solid var(--line); border-bottom: 0; font-weight: 650; }
        td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        td p + p { margin-top: 6px; }
        .badge { display: inline-block; border: 1px solid var(--edge); border-radius: 999px; padding: 1px 10px; font-size: .875rem; font-weight: 600; white-space: nowrap; }
        .badge.good { color: var(--good); border-color: var(--good); background: var(--good-soft); }
        .badge.late { color: var(--late); border-color: var(--late); background: var(--late-soft); }
        .badge.wait { color: var(--wait); border-color: var(--wait); background: var(--wait-soft); }
        .facts { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: 10px 24px; }
        .facts dt { color: var(--soft); } .facts dd { min-width: 0; overflow-wrap: anywhere; }
        .facts.checks { grid-template-columns: 1fr; gap: 0; }
        .checks > div { display: grid; grid-template-columns: minmax(8rem, 12rem) 1fr auto; gap: 4px 24px; padding: 16px 0; border-bottom: 1px solid var(--line); }
        .checks > div:first-child { padding-top: 0; } .checks > div:last-child { border-bottom: 0; padding-bottom: 0; }
        .parts { display: grid; gap: 16px; }
        .part { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 20px 24px; display: grid; gap: 16px; }
        .part .cols { display: grid; grid-template-columns: 1fr 1fr; gap: 20px 32px; }
        .part .cols h3 { color: var(--soft); font-size: .875rem; font-weight: 600; margin-bottom: 4px; }
        .would + .would { margin-top: 10px; } .checks .would { margin-top: 10px; }
        .would { border-left: 4px solid var(--accent); padding-left: 14px; }
        .would.late { border-left-color: var(--late); } .would.wait { border-left-color: var(--wait); } .would.good { border-left-color: var(--good); }
        .parcel + .parcel { margin-top: 12px; padding-top: 12px; border-top: 1px dashed var(--line); }
        .lines { list-style: none; } .lines li { font-variant-numeric: tabular-nums; }

        .steps { list-style: none; display: grid; grid-template-columns: repeat(4, 1fr); gap: 0; }
        .steps li { position: relative; padding-top: 28px; color: var(--soft); font-size: .9375rem; padding-right: 12px; }
        .steps li::before { content: ""; position: absolute; top: 6px; left: 0; width: 14px; height: 14px; border-radius: 50%; border: 2px solid var(--edge); background: var(--ground); z-index: 1; }
        .steps li::after { content: ""; position: absolute; top: 12px; left: 14px; right: 0; height: 2px; background: var(--line); }
        .steps li:last-child::after { display: none; }
        .steps li.done { color: var(--ink); } .steps li.done::before { background: var(--accent); border-color: var(--accent); }
        .steps li.done::after { background: var(--accent); }
        .steps li.now { color: var(--ink); font-weight: 650; } .steps li.now::before { border-color: var(--accent); border-width: 5px; }
        .steps .what { display: block; }

        .story { list-style: none; }
        .story li { display: grid; grid-template-columns: 6.5rem 1fr; gap: 2px 20px; padding: 14px 0; border-bottom: 1px solid var(--line); }
        .story li:last-child { border-bottom: 0; }
        .story .when { color: var(--soft); font-variant-numeric: tabular-nums; }
        .story .who { color: var(--soft); font-size: .9375rem; }
        .sum { font-variant-numeric: tabular-nums; line-height: 1.9; }
        .sum b { font-weight: 650; }
        .yes::before { content: "✓ "; color: var(--good); font-weight: 700; } .no::before { content: "✗ "; color: var(--late); font-weight: 700; }

        .tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr)); gap: 16px; list-style: none; }
        .tile { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 20px 24px; display: grid; gap: 8px; height: 100%; align-content: start; }
        .tile > a { font-weight: 650; font-size: 1.125rem; }
        .tile .number { font-size: 1.75rem; font-weight: 650; line-height: 1.15; font-variant-numeric: tabular-nums; }
        .numbers { display: flex; flex-wrap: wrap; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 8px 0; }
        .numbers > div { flex: 0 1 10rem; padding: 12px 24px; border-left: 1px solid var(--line); } .numbers > div:first-child { border-left: 0; } .numbers dt { color: var(--soft); font-size: .875rem; }
        .numbers dd { font-size: 1.75rem; font-weight: 650; line-height: 1.2; font-variant-numeric: tabular-nums; }
        .numbers .main dd { color: var(--accent); }
        .filters { display: flex; flex-wrap: wrap; gap: 8px; list-style: none; }
        .filters a { display: inline-flex; align-items: center; min-height: 36px; padding: 0 14px; border: 1px solid var(--edge); border-radius: 999px; text-decoration: none; color: var(--ink); background: var(--card); }
        .filters a[aria-current] { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
        .empty { background: var(--card); border: 1px dashed var(--edge); border-radius: 8px; padding: 32px 24px; color: var(--soft); text-align: center; }
        .empty strong { color: var(--ink); display: block; font-size: 1.125rem; margin-bottom: 4px; }
        pre { margin: 0; padding: 16px 20px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow-x: auto;
          font: .9375rem/1.6 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; }
        pre mark { background: var(--late-soft); color: var(--late); font-weight: 700; text-decoration: underline wavy; text-underline-offset: .25em; }
        details > summary { cursor: pointer; min-height: 32px; color: var(--accent); }
        .live-changed { background: var(--mark); transition: background 1s; }
        .news { position: sticky; bottom: 16px; z-index: 4; height: 0; margin: 0 !important; display: flex; justify-content: center; align-items: flex-end; order: 99; }
        .news button { box-shadow: 0 4px 16px rgb(0 0 0 / .25); }
        main { display: flow-root; }

        /* drawings */
        .chart { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 20px 24px; }
        .chart svg { display: block; width: 100%; height: auto; }
        .chart text { font: 12px var(--font); fill: var(--soft); } .chart .grid { stroke: var(--line); stroke-width: 1; }
        .chart .s0 { fill: var(--accent); stroke: var(--accent); } .chart .s1 { fill: var(--wait); stroke: var(--wait); }
        .chart .s2 { fill: var(--good); stroke: var(--good); } .chart .s3 { fill: var(--late); stroke: var(--late); }
        .chart .s4 { fill: var(--edge); stroke: var(--edge); }
        .chart .line { fill: none; stroke-width: 2.5; stroke-linejoin: round; } .chart .bar { stroke: var(--card); stroke-width: 1; }
        .key { display: flex; flex-wrap: wrap; gap: 4px 20px; list-style: none; font-size: .9375rem; }
        .key svg { width: 14px; height: 14px; margin-right: 6px; vertical-align: -1px; display: inline-block; }

        /* the floor */
        .floor { font-size: 18px; }
        .floor main { max-width: 468px; padding: 16px 16px 48px; }
        .floor main > * + * { margin-top: 16px; }
        .floor .top .in { padding: 0 16px; min-height: 56px; gap: 12px; }
        .floor h1 { font-size: 1.5rem; }
        .floor .soft, .floor .age { color: var(--ink); }
        .floor .ages { margin: 4px 0 0 12px; font-size: .75rem; }
        .scan { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px; gap: 8px; }
        .scans { display: grid; gap: 8px; }
        .scan .line { display: grid; grid-template-columns: 1fr auto; gap: 8px; }
        .scan input { min-height: 64px; font-size: 1.125rem; font-family: var(--mono); border-width: 2px; }
        .scan button { min-height: 64px; min-width: 64px; padding: 8px 14px; }
        .result { min-height: 64px; border-radius: 8px; padding: 14px 16px; font-weight: 650; display: flex; align-items: center; gap: 10px; background: var(--ground); border: 2px solid var(--line); overflow-wrap: anywhere; }
        .result.good { background: var(--good-soft); border-color: var(--good); color: var(--good); }
        .result.late { background: var(--late-soft); border-color: var(--late); color: var(--late); }
        .tasks { list-style: none; display: grid; gap: 12px; }
        .task { display: grid; grid-template-columns: 1fr auto; gap: 0 12px; min-height: 72px; padding: 12px 16px; background: var(--card); border: 1px solid var(--line);
          border-left: 6px solid var(--accent); border-radius: 10px; color: var(--ink); text-decoration: none; align-content: center; }
        .task:hover { border-color: var(--accent); }
        .task .what { font-weight: 700; } .task .due { font-weight: 650; font-variant-numeric: tabular-nums; text-align: right; }
        .task .which { grid-column: 1 / -1; overflow-wrap: anywhere; }
        .task.late { border-left-color: var(--late); } .task.late .due { color: var(--late); }
        .task.over { opacity: .75; border-left-color: var(--line); }
        .answers { display: grid; gap: 12px; }
        .answers form { display: grid; gap: 12px; } .answers button, .answers .button, .floor .big { min-height: 72px; width: 100%; font-size: 1.25rem; }
        .goods { padding: 12px 16px; } .goods > * + * { margin-top: 4px; } .goods .what { font-weight: 650; font-size: 1.25rem; }
        .amount { display: grid; grid-template-columns: 72px 1fr 72px; gap: 12px; align-items: center; }
        .amount button { min-height: 72px; font-size: 1.75rem; padding: 0; }
        .amount input { min-height: 72px; width: 100%; text-align: center; font-size: 1.5rem; font-weight: 700; }
        .pick { display: grid; grid-template-columns: repeat(auto-fit, minmax(92px, 1fr)); gap: 12px; }
        .pick label { position: relative; display: flex; align-items: center; justify-content: center; min-height: 72px; border: 2px solid var(--edge); border-radius: 8px; background: var(--card); text-align: center; font-weight: 650; padding: 8px; cursor: pointer; }
        .pick input { position: absolute; opacity: 0; inset: 0; width: 100%; height: 100%; margin: 0; cursor: pointer; }
        .pick label:has(:checked) { border-color: var(--accent); background: var(--accent-soft); color: var(--accent); box-shadow: inset 0 0 0 2px var(--accent); }
        .pick label:has(:checked)::before { content: "✓ "; white-space: pre; }
        .pick label:has(:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }
        .unsent { font-weight: 650; }

        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 16px; list-style: none; }
        .cards li { background: #fff; color: #000; border: 1px solid var(--line); border-radius: 8px; padding: 16px; text-align: center; }
        .cards svg { width: 100%; height: 88px; } .cards strong { display: block; font-size: 1.125rem; }

        @media (max-width: 820px) {
          .top .in { flex-wrap: wrap; padding: 4px 16px; gap: 0 12px; }
          .top nav { order: 3; width: 100%; overflow-x: auto; margin: 0 -4px 8px; } .top nav a { padding: 0 10px; min-height: 44px; white-space: nowrap; }
          .top .find { order: 4; width: 100%; margin: 0 0 8px; } .top .find input { width: 100%; flex: 1; }
          .top .person { margin-left: auto; min-height: 44px; }
          main { padding: 20px 16px 48px; } main > * + * { margin-top: 24px; }
          .answer { padding: 18px 18px; } .answer .says { font-size: 1.1875rem; }
          .answer .next .button, .answer .next form { width: 100%; }
          .part { padding: 16px 18px; } .part .cols { grid-template-columns: 1fr; gap: 16px; }
          .box { padding: 16px 18px; }
          th, td { padding: 10px 14px; } .scroll table { min-width: 620px; }
          .checks > div { grid-template-columns: 1fr; }
          .facts { grid-template-columns: 1fr; gap: 0; } .facts dd { margin-bottom: 12px; }
          .steps { grid-template-columns: 1fr; gap: 14px; } .steps li { padding: 0 0 0 28px; }
          .steps li::before { top: 4px; } .steps li::after { left: 6px; right: auto; top: 18px; width: 2px; height: 100%; }
          .story li { grid-template-columns: 1fr; } .foot .in { padding: 16px; }
          .form-end .button, .form-end button { width: 100%; }
          .keys { display: none; } .numbers > div { flex: 1 0 45%; border: 0; }
        }
        @media (max-width: 820px) { .floor .top nav, .floor .top .find { display: none; } }
        @media (forced-colors: active) {
          .answer, .said, .task, .would + .would { margin-top: 10px; } .checks .would { margin-top: 10px; }
        .would { border-left-color: CanvasText; } .button, button { border: 2px solid ButtonText; }
          .steps li.done::before { background: CanvasText; } .pick label:has(:checked) { border-width: 4px; }
        }
        @media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
        @media print { .top, .foot, .actions, .next, .skip { display: none; } body { background: #fff; } main { max-width: none; padding: 0; } }
        """#
}
