import { relative, resolve } from 'node:path';
import type { Fault } from '@gavel/engine';
import { listFlows, readFlowFolder, readFlowTexts } from '@gavel/files';
import { CommandFailure } from '../command-failure.js';

/** A flow's folder as it lies on disk. */
export interface FlowFolder {
  readonly flow: string;
  /** Relative to the working directory where it lies below it, so that a terminal can open what is named. */
  readonly dir: string;
  /** Texts by path inside the folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** A flow's folder of which not all could be read. */
export interface FlowToCheck extends FlowFolder {
  /** Faults of files that could not be read, or not as they are. */
  readonly unread: readonly Fault[];
}

const NAMED_BY = '--rules <dir> or GAVEL_RULES_DIR';

/**
 * Reads the flows asked for, or all; throws a usage failure when there is no such flow, or none at all. `namedBy` says how the folder is
 * named, for the failure's text.
 */
export async function chosenFlows(rulesDir: string, wanted: readonly string[], namedBy = NAMED_BY): Promise<readonly FlowFolder[]> {
  return Promise.all((await flowNames(rulesDir, wanted, namedBy)).map((flow) => readFlow(rulesDir, flow)));
}

/** As `chosenFlows`, with what could not be read of each: only for who tells it, because the files are not the flow then. */
export async function flowsToCheck(rulesDir: string, wanted: readonly string[]): Promise<readonly FlowToCheck[]> {
  return Promise.all(
    (await flowNames(rulesDir, wanted, NAMED_BY)).map(async (flow) => {
      const { path, dir } = placeOf(rulesDir, flow);
      const { texts: files, faults: unread } = await readFlowTexts(path).catch((error: unknown) => {
        throw cannotRead(path, error);
      });
      return { flow, dir, files, unread: unread.map((fault) => ({ ...fault, message: `The file ${fault.message}.` })) };
    }),
  );
}

async function flowNames(rulesDir: string, wanted: readonly string[], namedBy: string): Promise<readonly string[]> {
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
  return wanted.length > 0 ? [...new Set(wanted)] : known;
}

async function readFlow(rulesDir: string, flow: string): Promise<FlowFolder> {
  const { path, dir } = placeOf(rulesDir, flow);
  const files = await readFlowFolder(path).catch((error: unknown) => {
    throw cannotRead(path, error);
  });
  return { flow, dir, files };
}

function placeOf(rulesDir: string, flow: string): { readonly path: string; readonly dir: string } {
  const path = resolve(rulesDir, flow);
  const inside = relative(process.cwd(), path);
  return { path, dir: inside.startsWith('..') ? path : inside };
}

function cannotRead(path: string, error: unknown): CommandFailure {
  return new CommandFailure(1, `The folder ${path} cannot be read: ${messageOf(error)}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
