import type { LabelTable } from '@gavel/engine';
import { CommandFailure } from '../command-failure.js';
import type { OpenedSource } from './transaction.js';

/** A source that gives labels which its flow does not take is refused before any row is sent. */
export function checkLabels({ flow, labels: given }: Pick<OpenedSource, 'flow' | 'labels'>, labels: LabelTable): void {
  const strange = given.filter((label) => !Object.hasOwn(labels, label));
  if (strange.length === 0) return;
  throw new CommandFailure(
    2,
    `The map gives the label ${strange.join(', ')}, which the flow ${flow} does not have.\nIts labels are: ${Object.keys(labels).join(', ')}.`,
  );
}
