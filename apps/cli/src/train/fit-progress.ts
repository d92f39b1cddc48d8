import type { FitProgress, Recipe } from '@gavel/models';
import type { Terminal } from '../terminal.js';
import { showStage } from './train-progress.js';

/** Shows how far a fit is: every member of the recipe counts its rounds, once or, with a refit, twice. */
export function showFit(
  terminal: Terminal,
  recipe: Recipe,
  hasRefit: boolean,
): { report: (progress: FitProgress) => void; end: () => void } {
  const stages = hasRefit ? 2 : 1;
  const trainings = recipe.members.flatMap((member) => Array.from({ length: member.seeds }, () => mostRounds(member)));
  const total = stages * trainings.reduce((sum, rounds) => sum + rounds, 0);
  const bar = showStage(terminal, total, 'rounds');
  let [done, current] = [0, ''];
  let [rounds, place] = [0, -1];
  return {
    report: ({ stage, member, round, trainLoss, watchLoss }) => {
      if (current !== `${stage} ${member}`) {
        // A training that stopped early leaves rounds over: they count as done.
        done += place === -1 ? 0 : rounds;
        place += 1;
        rounds = trainings[place % trainings.length] ?? 0;
        current = `${stage} ${member}`;
      }
      bar.report(done + round, `${current}: round ${round}, log loss ${(watchLoss ?? trainLoss).toFixed(5)}`);
    },
    end: () => bar.end(),
  };
}

function mostRounds(member: Recipe['members'][number]): number {
  if (member.family === 'network') return member.options.epochs;
  return member.family === 'trees' ? member.options.trees : 30;
}
