import { basename } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { TableOptions } from './table-options.js';

/** What `gavel train` was asked. */
export interface TrainOptions extends TableOptions {
  readonly version: string;
  readonly seed: number;
  readonly seeds: number;
  readonly data?: string;
  readonly log?: boolean;
  readonly testFrom?: number;
  readonly testDays: number;
  readonly trainDays: number;
  readonly delayDays: number;
  readonly customers?: number;
  readonly days?: number;
  readonly epochs?: number;
  readonly out: string;
  readonly draft?: boolean;
  readonly plan?: string;
  readonly report?: string;
  readonly costFraud: number;
  readonly costAlert: number;
}

/** Parses a day, taken for midnight UTC. */
export function epochMs(text: string): number {
  const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  throw new InvalidArgumentError('Give a day, such as 2018-08-08.');
}

/** The command that makes the same files: without `--out` and the like, since where files are put does not change them. */
export function commandLine(model: string, options: TrainOptions): string {
  const { version, seed, customers, days, epochs } = options;
  const changed = Object.entries({ customers, days, epochs }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name} ${value}`],
  );
  return ['gavel train', model, `--version ${version}`, `--seed ${seed}`, ...changed, ...dataWords(options)].join(' ');
}

function dataWords(options: TrainOptions): readonly string[] {
  const { data, log, label, time, group, ignore, flow, testFrom, testDays, trainDays, delayDays } = options;
  if (data === undefined && log !== true) return [];
  const from = data === undefined ? ['--log'] : [`--data ${basename(data)}`, `--label ${label}`, `--time ${time}`, `--group ${group}`];
  const given = [
    ...from,
    ...(ignore.length === 0 ? [] : [`--ignore ${ignore.join(',')}`]),
    ...(flow === undefined ? [] : [`--flow ${flow}`]),
    ...(options.presumeGenuine === true ? ['--presume-genuine'] : []),
    ...(options.labelledOnly === true ? ['--labelled-only'] : []),
  ];
  if (testFrom === undefined) return log === true ? [...given, `--delay-days ${delayDays}`] : given;
  const windows = `--test-from ${new Date(testFrom).toISOString().slice(0, 10)} --test-days ${testDays} --train-days ${trainDays} --delay-days ${delayDays}`;
  return [...given, windows];
}
