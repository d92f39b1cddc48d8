import { relative, resolve } from 'node:path';
import { listFlows, readFlowFolder } from '@gavel/files';
import { CommandFailure } from '../command-failure.js';

/** A flow's folder as it lies on disk. */
export interface FlowFolder {
  readonly flow: string;
  /** Relative to the working directory where it lies below it, so that a terminal can open what is named. */
  readonly dir: string;
  /** Texts by path inside the folder. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Reads the flows asked for, or all; throws a usage failure when there is no such flow, or none at all. `namedBy` says how the folder is
 * named, for the failure's text.
 */
export async function chosenFlows(
  rulesDir: string,
  wanted: readonly string[],
  namedBy = '--rules <dir> or GAVEL_RULES_DIR',
): Promise<readonly FlowFolder[]> {
  const known = await listFlows(rulesDir).catch((error: unknown) => {
    throw new CommandFailure(2, `The rules folder ${resolve(rulesDir)} cannot be read: ${messageOf(error)}\nName it with ${namedBy}.`);
  });
  if (known.length === 0) {
    const isFlow = await readFlowFolder(rulesDir).then(
      (files) => 'flow.json' in files,
      () => false,
    );
    const why = isFlow ? 'it is a flow itself: name the folder that it lies in' : 'a flow is a folder with a flow.json';
    throw new CommandFailure(2, `There is no flow in ${resolve(rulesDir)}: ${why}.`);
  }
  const strangers = wanted.filter((flow) => !known.includes(flow));
  if (strangers.length > 0) {
    throw new CommandFailure(
      2,
      `There is no flow ${strangers.map((name) => JSON.stringify(name)).join(', ')} in ${resolve(rulesDir)}; there is: ${known.join(', ')}.`,
    );
  }
  const flows = wanted.length > 0 ? [...new Set(wanted)] : known;
  return Promise.all(flows.map((flow) => readFlow(rulesDir, flow)));
}

async function readFlow(rulesDir: string, flow: string): Promise<FlowFolder> {
  const path = resolve(rulesDir, flow);
  const inside = relative(process.cwd(), path);
  const files = await readFlowFolder(path).catch((error: unknown) => {
    throw new CommandFailure(1, `The folder ${path} cannot be read: ${messageOf(error)}`);
  });
  return { flow, dir: inside.startsWith('..') ? path : inside, files };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
