import { counted } from '../counted.js';
import { percentText } from '../cases/share.js';
import { plainTable } from '../plain-table.js';
import type { FlowFeatures } from './features-command.js';

type Told = FlowFeatures['features'][number];

const DEFINITION_WIDTH = 64;

/** A catalogue for the terminal. */
export function renderFeatures({ flow, policy, features, decisions }: FlowFeatures): string {
  const head = `${flow}: ${counted(features.length, 'feature')}; policy ${policy.slice(0, 12)}…${seenWords(decisions)}`;
  const rows = features.map((feature) => [
    feature.name,
    typeWords(feature),
    rangeWords(feature),
    costWords(feature),
    definitionOf(feature),
  ]);
  const align = ['left', 'left', 'left', 'left', 'left'] as const;
  return [
    head,
    plainTable(['feature', 'type', 'seen', 'read from', 'definition'], rows, { align: [...align], wrapLast: DEFINITION_WIDTH }),
  ].join('\n');
}

/** A catalogue for documentation. */
export function featuresMarkdown({ flow, policy, features, decisions }: FlowFeatures): string {
  const rows = features.map((feature) => {
    const { name, description, definition, whenMissing, default: fallback } = feature;
    const missing = fallback === undefined ? `missing: ${whenMissing}` : `${JSON.stringify(fallback)} when ${whenMissing}`;
    return [`\`${name}\``, typeWords(feature), `${description} (${definition})`, missing, rangeWords(feature), costWords(feature)]
      .map(cell)
      .join(' | ');
  });
  return [
    `## Features of ${flow}`,
    '',
    `Policy \`${policy.slice(0, 12)}\`${seenWords(decisions)}.`,
    '',
    '| feature | type | what it is | without a value | seen | read from |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}

function definitionOf({ definition, default: fallback }: Told): string {
  return fallback === undefined ? definition : `${definition}; ${JSON.stringify(fallback)} where there is none`;
}

function seenWords(decisions: number | undefined): string {
  return decisions === undefined ? '' : `; values seen in ${counted(decisions, 'decision')}`;
}

function typeWords({ type, unit }: Told): string {
  return unit === undefined ? type : `${type} (${unit})`;
}

function rangeWords({ seen }: Told): string {
  if (seen === undefined) return '';
  const { least, greatest, different, examples = [], missingShare, defaultShare } = seen;
  const range = least === undefined || greatest === undefined ? '' : `${short(least)} … ${short(greatest)}`;
  const values = different === undefined ? '' : `${different} different: ${examples.join(', ')}`;
  const missing = missingShare === 0 ? '' : `${percentText(missingShare * 100)} missing`;
  const defaulted = defaultShare === 0 ? '' : `${percentText(defaultShare * 100)} default`;
  return [range, values, missing, defaulted].filter((part) => part !== '').join('; ');
}

function costWords({ cost: { from, key, sharedBy } }: Told): string {
  if (from === 'request') return 'request';
  if (from === 'derived') return 'other features';
  return from === 'group' ? `links ${key ?? ''}` : `${key ?? ''} (${sharedBy ?? 1} share it)`;
}

function short(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en-GB') : Number(value.toPrecision(4)).toLocaleString('en-GB');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
