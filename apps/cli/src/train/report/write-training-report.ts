import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '@gavel/files';
import { permutationImportance, type TrainedDraft, type Costs, type FitProgress, type Slices } from '@gavel/models';
import type { FittedVersion } from '../fit-version.js';
import { eventFile } from '../tensorboard-events.js';
import type { TrainingSource } from '../training-source.js';
import { driftRows } from './drift-rows.js';
import type { Series } from './line-plot.js';
import { trainingPage } from './training-page.js';

/** Rows that importance is measured on: the latest held out. */
const MAX_IMPORTANCE_ROWS = 20_000;

/** What the report is made of. */
export interface ReportInput {
  readonly draft: TrainedDraft;
  readonly fitted: FittedVersion;
  readonly source: TrainingSource;
  readonly slices: Slices;
  readonly costs: Costs;
}

/** Writes `report.html` and, for TensorBoard, an event file for every training into the folder; answers what to tell. */
export async function writeTrainingReport(
  folder: string,
  { draft, fitted, source: { table }, slices, costs }: ReportInput,
): Promise<string> {
  const { heldOut, inputs, history } = fitted;
  const rows = heldOut.rows.slice(-MAX_IMPORTANCE_ROWS);
  const facts = inputs.map(({ fact }) => fact);
  const page = trainingPage({
    draft,
    costs,
    scored: heldOut,
    losses: lossSeries(history),
    importance: permutationImportance(table, rows, facts, fitted.fitted.score),
    drift: driftRows(table, slices.refit ?? slices.learn, heldOut.rows, inputs),
  });
  await makeFolder(folder);
  await writeFile(join(folder, 'report.html'), page);
  for (const [training, own] of byTraining(history)) {
    const place = join(folder, 'tensorboard', training.replaceAll(' ', '-'));
    await makeFolder(place);
    await writeFile(join(place, 'events.out.tfevents.0.gavel'), eventFile(own.flatMap(scalarsOf)));
  }
  return `Report: ${join(folder, 'report.html')}; TensorBoard: tensorboard --logdir ${join(folder, 'tensorboard')}`;
}

function byTraining(history: readonly FitProgress[]): ReadonlyMap<string, readonly FitProgress[]> {
  const found = new Map<string, FitProgress[]>();
  for (const progress of history) {
    const name = `${progress.stage} ${progress.member}`;
    const own = found.get(name);
    if (own === undefined) found.set(name, [progress]);
    else own.push(progress);
  }
  return found;
}

/** The first stage alone: a refit has nothing to be watched on. */
function lossSeries(history: readonly FitProgress[]): readonly Series[] {
  return [...byTraining(history.filter(({ stage }) => stage === 'learn'))].flatMap(([name, own]) => {
    const member = name.replace('learn ', '');
    const watched = own.flatMap(({ round, watchLoss }): [number, number][] => (watchLoss === undefined ? [] : [[round, watchLoss]]));
    return [
      { name: `${member}, learnt`, points: own.map(({ round, trainLoss }): [number, number] => [round, trainLoss]) },
      ...(watched.length === 0 ? [] : [{ name: `${member}, watched`, points: watched }]),
    ];
  });
}

/** Time is left at the epoch, so that the same training writes the same file; TensorBoard orders by step. */
function scalarsOf({ round, trainLoss, watchLoss }: FitProgress): Parameters<typeof eventFile>[0] {
  const at = { step: round, wallTimeS: round };
  return [
    { tag: 'loss/learnt', value: trainLoss, ...at },
    ...(watchLoss === undefined ? [] : [{ tag: 'loss/watched', value: watchLoss, ...at }]),
  ];
}
