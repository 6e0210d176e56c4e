#pragma once

#include <string_view>

namespace sotval::cli::bench {

/// The style sheet of the page. The colours of strategies and parts can be told apart by people who
/// do not see red and green as two.
inline constexpr std::string_view html_style = R"css(
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1d2329; --faint: #5c6670; --rule: #d9dee3; --box: #f4f6f8; --warn: #8a4b00; --warn-box: #fff4e0;
  --threads: #0072b2; --processes: #d55e00; --rest: #c3c9cf;
  --part0: #0072b2; --part1: #e69f00; --part2: #009e73; --part3: #cc79a7;
  --part4: #56b4e9; --part5: #d55e00; --part6: #8f7d00; --part7: #6a5acd;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181c; --ink: #e4e8ec; --faint: #9aa5af; --rule: #343c44; --box: #1d2329; --warn: #ffc880; --warn-box: #33260f;
    --threads: #56b4e9; --processes: #f08a3c; --rest: #4c5660;
    --part0: #3d9bd8; --part1: #e6b24c; --part2: #2fb58e; --part3: #d896bb;
    --part4: #8ccdf2; --part5: #e8793a; --part6: #b8a83a; --part7: #9d90ee;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 70rem; background: var(--paper); color: var(--ink); font: 1rem/1.45 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 0 0 .4rem; }
.subtitle, figcaption p, .footnote { color: var(--faint); margin: 0 0 .6rem; font-size: .9rem; }
.warning { background: var(--warn-box); color: var(--warn); padding: .5rem .8rem; border-radius: .3rem; }
.recommendation { background: var(--box); border-left: .3rem solid var(--threads); padding: .7rem 1rem; margin: 1rem 0; border-radius: .3rem; }
.recommendation p, .recommendation ul { margin: .2rem 0; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1.5rem 2rem; margin: 1.5rem 0; align-items: start; }
section, figure { margin: 0; min-width: 0; break-inside: avoid; }
.wide { overflow-x: auto; }
.block { margin: 1.5rem 0; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--rule); }
td { overflow-wrap: anywhere; }
.numbers td { text-align: right; white-space: nowrap; overflow-wrap: normal; }
.numbers thead th { text-align: right; white-space: nowrap; }
.numbers tbody th { white-space: nowrap; }
.numbers th:first-child { text-align: left; }
thead th, .facts th { color: var(--faint); font-weight: 500; }
tbody th { font-weight: 500; }
svg { display: block; width: 100%; max-width: 38rem; height: auto; }
svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
svg text.note { fill: var(--faint); }
.grid { stroke: var(--rule); }
.axis { stroke: var(--faint); }
.mark { stroke: var(--faint); stroke-dasharray: 1 3; }
.whisker { stroke: var(--ink); stroke-width: 1.2; }
.ideal { fill: none; stroke: var(--faint); stroke-width: 1.2; }
.dashed { stroke-dasharray: 5 4; }
.curve { fill: none; stroke-width: 2; }
.threads-line { stroke: var(--threads); } .processes-line { stroke: var(--processes); }
.threads { fill: var(--threads); background: var(--threads); } .processes { fill: var(--processes); background: var(--processes); }
.rest { fill: var(--rest); background: var(--rest); }
.part0 { fill: var(--part0); background: var(--part0); } .part1 { fill: var(--part1); background: var(--part1); }
.part2 { fill: var(--part2); background: var(--part2); } .part3 { fill: var(--part3); background: var(--part3); }
.part4 { fill: var(--part4); background: var(--part4); } .part5 { fill: var(--part5); background: var(--part5); }
.part6 { fill: var(--part6); background: var(--part6); } .part7 { fill: var(--part7); background: var(--part7); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; margin: .4rem 0 0; padding: 0; font-size: .9rem; }
.key { display: inline-block; width: .8rem; height: .8rem; margin-right: .4rem; border-radius: .15rem; }
.key.threads { border-radius: 50%; }
.key.ideal-key, .key.dashed-key { width: 1.4rem; height: 0; border-top: 2px solid var(--faint); border-radius: 0; vertical-align: middle; }
.key.dashed-key { border-top-style: dashed; }
@media print {
  :root {
    --paper: #ffffff; --ink: #000000; --faint: #444444; --rule: #cccccc; --box: #ffffff; --warn: #000000; --warn-box: #ffffff;
    --threads: #0072b2; --processes: #d55e00; --rest: #c3c9cf;
    --part0: #0072b2; --part1: #e69f00; --part2: #009e73; --part3: #cc79a7;
    --part4: #56b4e9; --part5: #d55e00; --part6: #8f7d00; --part7: #6a5acd;
  }
  body { max-width: none; padding: 0; font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .columns { grid-template-columns: 1fr 1fr; gap: 1rem; }
  .columns .numbers { font-size: 7.5pt; }
  .columns th, .columns td { padding-right: .3rem; }
}
)css";

} // namespace sotval::cli::bench
