/// How pages look: on a phone, a projector and paper, in light and dark.
///
/// Text contrasts with its ground by 4.5 to 1 at least. Nothing here holds `<` or `&`: a page is well-formed XML.
enum Stylesheet {
    static let text = screen + print

    private static let screen = """
        :root {
          color-scheme: light dark;
          --ink: #1d2127; --soft: #59616c; --line: #e2e5e9; --paper: #ffffff; --panel: #f5f6f8;
          --accent: #0b5a75; --error: #a4262c; --warning: #7a5200;
          --chart-ink: var(--ink); --chart-paper: var(--paper);
          --text: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif;
          --code: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ink: #e5e8eb; --soft: #a2aab4; --line: #2f353d; --paper: #14171b; --panel: #1d2126;
            --accent: #7cc4de; --error: #ff9c97; --warning: #e9bf6d;
          }
        }
        *, ::before, ::after { box-sizing: border-box; }
        html { font: clamp(16px, 14px + 0.22vw, 22px)/1.6 var(--text); scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body { margin: 0; color: var(--ink); background: var(--paper); overflow-wrap: break-word; }
        main { max-width: 68rem; margin: 0 auto; padding: clamp(1.25rem, 4vw, 3.5rem) clamp(1rem, 3vw, 2rem) 4rem; }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        a { color: var(--accent); text-underline-offset: 0.15em; }
        .skip { position: absolute; left: 1rem; top: -10rem; padding: 0.5rem 1rem; background: var(--paper); z-index: 2; }
        .skip:focus { top: 1rem; }

        /* Prose: lines no longer than reads well. */
        main > :is(p, ul, ol, blockquote, h1, h2, h3, h4, h5, h6, hr) { max-width: 44rem; }
        h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 2.2em 0 0.6em; text-wrap: balance; }
        h1 { font-size: clamp(1.7rem, 1.3rem + 1.6vw, 2.4rem); letter-spacing: -0.015em; }
        h2 { font-size: 1.4rem; letter-spacing: -0.01em; }
        h3 { font-size: 1.15rem; }
        h4, h5, h6 { font-size: 1rem; }
        main > h1:first-child { margin-top: 0; }
        p, ul, ol, blockquote { margin: 0 0 1rem; }
        li > ul, li > ol { margin-bottom: 0; }
        li.task { list-style: none; margin-left: -1.4em; }
        blockquote { padding-left: 1.1rem; border-left: 3px solid var(--line); color: var(--soft); }
        hr { border: 0; border-top: 1px solid var(--line); margin: 2.5rem 0; }
        code, pre { font-family: var(--code); font-size: 0.86em; }
        pre code { font-size: inherit; }
        p code, li code, td code { background: var(--panel); padding: 0.1em 0.3em; border-radius: 4px; }
        pre { margin: 0; line-height: 1.45; tab-size: 4; }
        main > .scroll > pre { display: inline-block; min-width: min(44rem, 100%); padding: 0.7rem 1rem; background: var(--panel); border-radius: 8px; }
        img { max-width: 100%; height: auto; }
        .picture, .facts, .footer, footer, summary { color: var(--soft); }
        main > h1 + .facts { margin: -0.4rem 0 1.5rem; }

        /* Contents: below the title, or beside the text where there is room. */
        nav { margin: 0 0 2rem; padding: 0.9rem 1.1rem; border: 1px solid var(--line); border-radius: 8px; font-size: 0.92rem; max-width: 44rem; }
        nav ul { list-style: none; margin: 0; padding: 0; columns: 16rem; }
        nav li { break-inside: avoid; padding: 0.15rem 0; line-height: 1.35; }
        nav .depth-1 { padding-left: 1rem; }
        nav .depth-2 { padding-left: 2rem; }
        nav a { text-decoration: none; }
        nav a:hover { text-decoration: underline; }
        @media (min-width: 90rem) {
          main.listed { margin-left: max(18rem, calc(50vw - 30rem)); margin-right: 0; }
          nav { position: fixed; top: 3.5rem; left: max(1.5rem, calc(50vw - 48rem)); width: 15rem; max-height: calc(100vh - 7rem); overflow: auto; padding: 0 1rem 0 0; border: 0; }
          nav ul { columns: 1; }
        }

        /* Cells: the command, and below it what it answers. */
        .cell { margin: 1.6rem 0; border: 1px solid var(--line); border-radius: 8px; }
        .command { padding: 0.65rem 1rem; background: var(--panel); white-space: pre-wrap; overflow-wrap: anywhere; }
        .step:first-child > .command { border-radius: 7px 7px 0 0; }
        .step:only-child > .command:only-child { border-radius: 7px; }
        .command span { display: block; padding-left: 10ch; text-indent: -10ch; }
        .command i { font-style: normal; color: var(--soft); user-select: none; -webkit-user-select: none; }
        .answer { padding: 0.8rem 1rem 0.9rem; font-size: 0.92rem; }
        .step + .step { border-top: 1px solid var(--line); }
        .answer > * { margin: 0 0 0.7rem; }
        .answer > :last-child { margin-bottom: 0; }
        .sentence { font-size: 1rem; font-weight: 600; }
        .sentence:only-child { font-weight: 400; }
        .footer { font-size: 0.85rem; line-height: 1.45; }
        .printed { display: none; }
        figure.chart { margin: 0 0 0.7rem -16px; overflow-x: auto; }
        figure.chart svg { display: block; min-width: 30rem; max-width: 100%; height: auto; }
        summary { cursor: pointer; font-size: 0.85rem; }
        details[open] summary { margin-bottom: 0.5rem; }

        /* Tables: figures under each other, names in sight while rows pass below them. */
        .scroll { margin: 0 0 1rem; }
        table { border-collapse: separate; border-spacing: 0; font-variant-numeric: tabular-nums lining-nums; line-height: 1.4; }
        th, td { padding: 0.32rem 0.9rem 0.32rem 0; text-align: left; vertical-align: top; white-space: nowrap; border-bottom: 1px solid var(--line); }
        th { position: sticky; top: 0; background: var(--paper); font-weight: 600; vertical-align: bottom; border-bottom-color: var(--soft); }
        .answer th { font-size: 0.92em; color: var(--soft); }
        tbody tr:last-child td { border-bottom: 0; }
        tbody tr:hover td { background: var(--panel); }
        .n { text-align: right; padding-left: 1.2rem; padding-right: 0; }
        .n + :not(.n) { padding-left: 2rem; }
        .c { text-align: center; }
        td.long { white-space: normal; min-width: 22rem; }
        .missing { color: var(--soft); }
        main > .scroll td { white-space: normal; min-width: 4rem; }
        .wide { overflow: auto; max-height: 85vh; scrollbar-width: thin; }
        @media (max-width: 90rem) { .wide { --gap: 0.6rem; } .wide :is(th, td) { padding-right: var(--gap); } .wide .n { padding-left: var(--gap); padding-right: 0; } .wide .n + :not(.n) { padding-left: 1.1rem; } }
        @media screen and (max-width: 30rem) { .scroll { overflow-x: auto; } }
        @media (min-width: 74rem) { .wide:not(.wider) { overflow: visible; max-height: none; } }

        /* Errors and notes. */
        .remark { padding: 0.6rem 0.9rem; border-left: 3px solid var(--accent); background: var(--panel); border-radius: 0 6px 6px 0; }
        .remark p { margin: 0; }
        .remark pre { margin: 0.35rem 0; overflow-x: auto; }
        .remark strong, .remark b { color: var(--accent); }
        .error { border-color: var(--error); }
        .error p:first-child strong, .error b { color: var(--error); }
        .warning { border-color: var(--warning); }
        .warning p:first-child strong, .warning b { color: var(--warning); }

        footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: 0.8rem; overflow-wrap: anywhere; }

        """

    private static let print = """
        @media print {
          @page { margin: 18mm 16mm; }
          :root { --ink: #000; --soft: #444; --line: #bbb; --paper: #fff; --panel: #f3f3f3; --accent: #000; --error: #000; --warning: #000; color-scheme: light; }
          html { font-size: 10pt; }
          main, main.listed { max-width: none; margin: 0; padding: 0 1px; }
          nav, .skip, details { display: none; }
          h1, h2, h3, h4, h5, h6 { break-after: avoid; margin-top: 1.4em; }
          h1 { font-size: 20pt; }
          .step:not(.tall), .remark, tr, figure, li, blockquote { break-inside: avoid; }
          .command { break-after: avoid; }
          figure.chart { margin-left: 0; overflow: visible; }
          figure.chart svg { min-width: 0; }
          p { orphans: 3; widows: 3; }
          pre { white-space: pre-wrap; overflow-wrap: anywhere; max-width: 100%; }
          thead { display: table-header-group; }
          th { position: static; }
          .wide, .remark pre { overflow: visible; max-height: none; }
          .wide table { font-size: 9pt; }
          .wider table { font-size: 6.2pt; }
          .wider :is(th, td) { white-space: normal; padding-right: 0.5rem; }
          .wider .n { padding-left: 0.5rem; padding-right: 0; }
          .wider td.n { white-space: nowrap; }
          .widest table { font-size: 5pt; }
          .widest :is(th, td), .widest td.n { white-space: normal; overflow-wrap: anywhere; }
          .wider .n + :not(.n) { padding-left: 0.8rem; }
          td.long { min-width: 0; }
          .rest { display: none; }
          .printed { display: block; }
          a { text-decoration: none; }
          a[href^="http"]:not(.bare)::after { content: " (" attr(href) ")"; overflow-wrap: anywhere; font-size: 0.85em; }
        }

        """
}
