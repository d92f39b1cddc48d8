/** Colours hold apart for the colour-blind, and the page prints. */
export const REPORT_STYLE = `
:root { --ink: #1c2733; --quiet: #5d6b79; --line: #dfe4ea; --current: #7a8794; --candidate: #0b6bcb; --harder: #d9730d; --milder: #0b6bcb; }
* { box-sizing: border-box; }
body { margin: 0; background: #f4f6f8; color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1280px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 18px; margin: 0 0 10px; }
.lead, .quiet { color: var(--quiet); } .lead { margin: 0 0 20px; } p.quiet { margin: 0 0 12px; font-size: 14px; }
section { background: #fff; border: 1px solid var(--line); border-radius: 10px; padding: 22px 24px; margin-top: 18px; break-inside: avoid; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 14px; }
.tile { background: #fff; border: 1px solid var(--line); border-radius: 10px; padding: 14px 18px; }
.tile .what { font-size: 13px; color: var(--quiet); } .tile .value { font-size: 26px; font-weight: 600; line-height: 1.3; } .tile .quiet { font-size: 13px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
th, td { padding: 7px 10px; text-align: right; border-bottom: 1px solid var(--line); font-weight: 400; vertical-align: top; }
th:first-child, .left { text-align: left; } thead th { color: var(--quiet); font-size: 13px; } tbody th { font-weight: 600; white-space: nowrap; }
tbody th .quiet { font-weight: 400; } .interval { display: block; color: var(--quiet); font-size: 12px; white-space: nowrap; }
.wide { overflow-x: auto; margin-top: 18px; } .wide td, .wide th { padding: 6px 8px; font-size: 13px; } .wide .left { white-space: nowrap; font-size: 12px; }
svg { width: 100%; height: auto; display: block; font: 13px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: var(--ink); }
svg .head { font-weight: 600; } svg .axis, svg .tick { fill: var(--quiet); font-size: 12px; } svg .big { font-size: 22px; font-weight: 600; } svg .small { font-size: 12px; fill: #3c4956; }
svg .same { fill: #eef1f4; } svg .harder { fill: var(--harder); } svg .milder { fill: var(--milder); }
svg .grid { stroke: var(--line); } svg .bar { fill: var(--candidate); fill-opacity: .55; } svg .whisker { stroke: var(--ink); stroke-width: 1.3; fill: none; }
svg .line { fill: none; stroke-width: 2; } svg .band { fill-opacity: .14; }
svg .current.line { stroke: var(--current); } svg .current.band, svg .current.dot { fill: var(--current); }
svg .candidate.line { stroke: var(--candidate); } svg .candidate.band, svg .candidate.dot { fill: var(--candidate); }
.legend { margin: 0 0 8px; font-size: 14px; } .key { display: inline-block; width: 18px; height: 3px; vertical-align: middle; margin: 0 4px 0 12px; } .key:first-child { margin-left: 0; }
.key.current { background: var(--current); } .key.candidate { background: var(--candidate); }
ul { margin: 0; padding-left: 20px; } code { font-size: 12px; overflow-wrap: anywhere; }
@media print { body { background: #fff; } main { padding: 0; } }
`;
