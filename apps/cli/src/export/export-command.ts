import { readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '@gavel/files';
import { exportOnnx, exportTfjs, readArtifact, type ExportedFile, type VerifiedArtifact } from '@gavel/models';
import { Option, type Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { CommandFailure } from '../command-failure.js';

interface ExportOptions {
  readonly format: 'onnx' | 'tfjs';
  readonly out: string;
  readonly models?: string;
}

/** `gavel export`. */
export function registerExport(program: Command, context: CommandContext): void {
  program
    .command('export')
    .argument('<model>', 'a published version, e.g. card-fraud/2; without /VERSION where there is only one')
    .description('write a published version for other runtimes: ONNX from facts to the served score, or its networks for TensorFlow.js')
    .addOption(new Option('--format <format>', 'what to write').choices(['onnx', 'tfjs']).default('onnx'))
    .option('--out <place>', 'where to: a folder, or for ONNX a file whose name ends in .onnx', '.')
    .option('--models <folder>', 'folder of the published models (default: GAVEL_MODELS_DIR or models)')
    .action((model: string, options: ExportOptions) => exportVersion(model, options, context));
}

/** A file that is to be written. */
interface Target {
  readonly path: string;
  readonly bytes: Uint8Array;
}

interface Written {
  readonly files: readonly ExportedFile[];
  /** What is in them, in a sentence or two. */
  readonly about: string;
}

async function exportVersion(model: string, options: ExportOptions, { terminal, settings }: CommandContext): Promise<void> {
  const place = await placeOf(model, options.models ?? settings().modelsDir);
  const read = await readArtifact(place);
  if (!read.ok) throw new CommandFailure(1, [`${place} is refused:`, ...read.reasons.map((reason) => `  ${reason}`)].join('\n'));
  const { files, about } = written(read.value, options.format);
  for (const target of await targetsOf(files, options)) {
    await write(target);
    terminal.out(`Wrote ${target.path} (${target.bytes.length} bytes).`);
  }
  terminal.out(about);
}

/** Who names a file means that file, unless there is a folder of that name. */
async function targetsOf(files: readonly ExportedFile[], { out, format }: ExportOptions): Promise<readonly Target[]> {
  const isFile = out.endsWith('.onnx') && !(await stat(out).catch(() => undefined))?.isDirectory();
  if (isFile && format !== 'onnx')
    throw new CommandFailure(2, `${out} is the name of one ONNX file, and --format ${format} writes a folder: name a folder with --out.`);
  return files.map(({ path, bytes }) => ({ path: isFile ? out : join(out, path), bytes }));
}

async function write({ path, bytes }: Target): Promise<void> {
  try {
    await makeFolder(dirname(path));
    await writeFile(path, bytes, { flag: 'wx' });
  } catch (error) {
    if ((await stat(path).catch(() => undefined)) !== undefined)
      throw new CommandFailure(2, `${path} is there already, and nothing is written over: name another place with --out.`);
    throw new CommandFailure(2, `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The folder of the version that was named, or of the only one. */
async function placeOf(model: string, modelsDir: string): Promise<string> {
  const [name = '', version, ...rest] = model.split('/');
  if (rest.length > 0) throw new CommandFailure(2, `${model} is no MODEL or MODEL/VERSION.`);
  if (version !== undefined) return join(modelsDir, name, version);
  const entries = await readdir(join(modelsDir, name), { withFileTypes: true }).catch(() => []);
  const versions = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map((entry) => entry.name);
  const [only] = versions;
  if (only === undefined) throw new CommandFailure(2, `There is no version of ${name} in ${modelsDir}.`);
  if (versions.length > 1)
    throw new CommandFailure(
      2,
      `Say which version: ${versions
        .toSorted()
        .map((each) => `${name}/${each}`)
        .join(', ')}.`,
    );
  return join(modelsDir, name, only);
}

function written(verified: VerifiedArtifact, format: ExportOptions['format']): Written {
  try {
    return format === 'onnx' ? asOnnx(verified) : asTfjs(verified);
  } catch (error) {
    throw new CommandFailure(1, `It cannot be exported: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function asOnnx(verified: VerifiedArtifact): Written {
  const { name, version, format, inputs } = verified.artifact;
  const files = [{ path: `${name}-${version}.onnx`, bytes: exportOnnx(verified) }];
  if (format === 'onnx') return { files, about: 'It is the graph that was published: encoded columns in, the model’s own output out.' };
  return {
    files,
    about: `Facts in: ${inputs.length} inputs [rows, 1], float64 with NaN for missing (booleans as 0 and 1) or string with '' for missing. Out: score, float32 [rows, 1], as Gavel serves it, prior correction and calibrator included.`,
  };
}

function asTfjs(verified: VerifiedArtifact): Written {
  const { name, version } = verified.artifact;
  const { files, treesLeftOut } = exportTfjs(verified);
  const folder = `${name}-${version}-tfjs`;
  const about = 'model.json takes scaled columns and gives the network’s own probability; pipeline.json says what stands around it.';
  return {
    files: files.map(({ path, bytes }) => ({ path: join(folder, path), bytes })),
    about:
      treesLeftOut === 0 ? about : `${about} ${treesLeftOut} members of the blend are trees and are left out: --format onnx has all of it.`,
  };
}
