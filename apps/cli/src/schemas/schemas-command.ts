import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { editorSchemas } from '@gavel/engine';
import { makeFolder } from '@gavel/files';
import { z } from 'zod';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { CommandFailure } from '../command-failure.js';
import { mapFileSchema } from '../map/map-file.js';

/** `gavel schemas`. */
export function registerSchemas(program: Command, context: CommandContext): void {
  program
    .command('schemas')
    .description(
      'write the JSON Schemas of the files of a flow and of the maps of gavel demo, by which an editor completes and checks them',
    )
    .argument('<dir>', 'the folder to write them to; it is made if it is not there')
    .action((dir: string) => writeSchemas(dir, context));
}

async function writeSchemas(dir: string, { terminal }: CommandContext): Promise<void> {
  try {
    await makeFolder(dir);
    for (const [name, schema] of Object.entries({ ...editorSchemas(), map: mapSchema() })) {
      const path = join(dir, `${name}.schema.json`);
      await writeFile(path, `${JSON.stringify(schema, null, 2)}\n`);
      terminal.out(path);
    }
  } catch (error) {
    throw new CommandFailure(1, `The schemas cannot be written to ${dir}: ${error instanceof Error ? error.message : String(error)}`);
  }
  terminal.out('Name one as "$schema" at the top of a file, relative to that file, and the editor knows it.');
}

function mapSchema(): object {
  return z.toJSONSchema(mapFileSchema, { io: 'input', unrepresentable: 'any' });
}
