import type { BacktestReport, Compared, Estimate, RuleFigures } from '@gavel/engine';
import { daysPlot } from './days-plot.js';
import { flipsPlot } from './flips-plot.js';
import { escaped, figure, percentText, short } from './html-text.js';
import { REPORT_STYLE } from './report-style.js';
import { factLines, headLine } from './fact-lines.js';
import { capital, labelWords } from './label-words.js';
import { rulesPlot } from './rules-plot.js';

/** The report as one page that needs nothing else: no script, no font, no picture from outside. */
export function htmlReport(report: BacktestReport, notes: readonly string[]): string {
  const isEmpty = report.decisions.compared === 0;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Backtest of ${escaped(report.flow)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<header><h1>Backtest of ${escaped(report.flow)}</h1><p class="lead">${escaped(headLine(report))}.</p></header>
${isEmpty ? '<p>No decision could be compared.</p>' : sections(report)}
<section><h2>What this rests on</h2>
<ul>${[...factLines(report), ...notes].map((line) => `<li>${escaped(line)}</li>`).join('\n')}
<li>Intervals hold 95 %: percentiles of a Poisson bootstrap of ${report.bootstrap.replicates} replicates, clustered by ${escaped(report.bootstrap.clusteredBy)}; of shares that rest on fewer than 10 decisions, or are the same in every replicate, Wilson’s score interval (1927).</li>
<li>Ages of labels are reckoned to ${new Date(report.labels.asOfMs).toISOString().slice(0, 10)}. Policy of the candidate: <code>${report.candidate.policy}</code>.</li></ul></section>
</main>
</body>
</html>
`;
}

function sections(report: BacktestReport): string {
  return `${tiles(report)}
<section><h2>Outcomes</h2><p class="quiet">Decisions by what the current policy answered and what the candidate would have. Orange is harder than before, blue milder.</p>${flipsPlot(report)}</section>
<section><h2>Money</h2>${moneyTable(report)}</section>
<section><h2>Review load per day</h2><p class="legend"><span class="key current"></span> current <span class="key candidate"></span> candidate <span class="quiet">(UTC; bands are the intervals)</span></p>${daysPlot(report)}</section>
<section><h2>Rules</h2>${rulesPlot(report)}${ruleTable(report)}</section>`;
}

function tiles(report: BacktestReport): string {
  const { money, quality, flips, decisions, reviewsPerDay } = report;
  const flipped = flips.filter((cell) => cell.current !== cell.candidate).reduce((sum, { decisions: { value } }) => sum + value, 0);
  const reviews = (pick: 'currentReviews' | 'candidateReviews'): number =>
    reviewsPerDay.reduce((sum, day) => sum + day[pick].value, 0) / Math.max(1, reviewsPerDay.length);
  return `<div class="tiles">
${tile('Decisions that flip', percentText(flipped / decisions.compared), `${short(flipped)} of ${short(decisions.compared)}`)}
${tile(`${capital(labelWords(report).bad)} caught`, signed(money.fraudCaught.difference.value), rangeWords(money.fraudCaught.difference))}
${tile('Good customers blocked', signed(money.genuineBlocked.difference.value), rangeWords(money.genuineBlocked.difference))}
${tile('Recall', shareWords(quality.candidate.recallShare), `current ${shareWords(quality.current.recallShare)}`)}
${tile('Reviews a day', short(reviews('candidateReviews')), `current ${short(reviews('currentReviews'))}`)}
</div>`;
}

function moneyTable(report: BacktestReport): string {
  const { money, quality, amountFact } = report;
  const bad = capital(labelWords(report).bad);
  return `<p class="quiet">Sums of ${escaped(amountFact)} over decisions with mature labels.</p>
<table><thead><tr><th></th><th>current</th><th>candidate</th><th>difference</th></tr></thead><tbody>
${moneyRow(`${bad}: reviewed or blocked`, money.fraudCaught)}
${moneyRow(`${bad}: passed`, money.fraudMissed)}
${moneyRow('Good customers blocked', money.genuineBlocked)}
${moneyRow('Good customers reviewed', money.genuineReviewed)}
${shareRow('Precision of reviews and blocks', quality.current.precisionShare, quality.candidate.precisionShare)}
${shareRow('Recall of reviews and blocks', quality.current.recallShare, quality.candidate.recallShare)}
</tbody></table>`;
}

function ruleTable({ rules, amountFact }: BacktestReport): string {
  return `<div class="wide"><table><thead><tr><th>rule</th><th>hits</th><th>hits before</th><th>precision</th><th>recall</th><th>bad ones only it caught</th><th>their ${escaped(amountFact)}</th><th class="left">fires together with</th></tr></thead><tbody>
${rules
  .toSorted((a, b) => b.hits.value - a.hits.value)
  .map(ruleRow)
  .join('\n')}
</tbody></table></div>`;
}

function signed(value: number): string {
  return value > 0 ? `+${short(value)}` : short(value);
}

function rangeWords({ low95, high95 }: Estimate): string {
  return `${signed(low95)} to ${signed(high95)}`;
}

function shareWords(estimate: Estimate | undefined): string {
  return estimate === undefined ? '–' : percentText(estimate.value);
}

function tile(name: string, value: string, beside: string): string {
  return `<div class="tile"><div class="what">${name}</div><div class="value">${value}</div><div class="quiet">${beside}</div></div>`;
}

function moneyRow(name: string, { current, candidate, difference }: Compared): string {
  return `<tr><th>${name}</th><td>${figure(current)}</td><td>${figure(candidate)}</td><td>${figure(difference, signed)}</td></tr>`;
}

function shareRow(name: string, current: Estimate | undefined, candidate: Estimate | undefined): string {
  return `<tr><th>${name}</th><td>${figure(current, percentText)}</td><td>${figure(candidate, percentText)}</td><td></td></tr>`;
}

function ruleRow(rule: RuleFigures): string {
  return `<tr><th>${escaped(rule.rule)} <span class="quiet">${rule.asks}</span></th>
<td>${figure(rule.hits)}</td><td>${short(rule.currentHits)}</td><td>${figure(rule.precisionShare, percentText)}</td><td>${figure(rule.recallShare, percentText)}</td>
<td>${figure(rule.onlyThisRuleFrauds)}</td><td>${figure(rule.onlyThisRuleFraudAmount)}</td>
<td class="left">${rule.overlaps
    .slice(0, 2)
    .map((other) => `${escaped(other.rule)} ${percentText(other.shareOfHits)}`)
    .join('<br>')}</td></tr>`;
}
