import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseShaped, type Checked, type Shaped } from '@gavel/engine';
import { CommandFailure } from '../command-failure.js';
import { mapFileSchema, type MapFile } from './map-file.js';

/** Maps that come with the program; the folder stands beside both `src` and `dist`. */
const SHIPPED = new URL('../../maps/', import.meta.url);

/** Names of the maps that come with the program. */
export async function shippedMaps(): Promise<readonly string[]> {
  const files = await readdir(SHIPPED);
  return files.filter((file) => file.endsWith('.json')).map((file) => basename(file, '.json'));
}

/** Reads and checks a map: `mapArgument` is the name of a shipped map, or the path of a file. */
export async function loadMap(mapArgument: string): Promise<{ readonly path: string; readonly map: Checked<Shaped<MapFile>> }> {
  const shipped = await shippedMaps();
  const path = shipped.includes(mapArgument) ? fileURLToPath(new URL(`${mapArgument}.json`, SHIPPED)) : mapArgument;
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const cause = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(
      2,
      `The map cannot be read: ${cause}\nGive the path of a map file, or the name of a map that comes with Gavel: ${shipped.join(', ')}.`,
    );
  });
  return { path, map: parseShaped(mapFileSchema, path, text) };
}
