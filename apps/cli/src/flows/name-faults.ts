import type { Fault } from '@gavel/engine';

/** The service finds a flow by its folder and callers by its name, so the two must be one. */
export function nameFaults(folder: string, name: string): readonly Fault[] {
  if (folder === name) return [];
  const message = `The flow calls itself ${JSON.stringify(name)}, but its folder is called ${JSON.stringify(folder)}.`;
  return [{ file: 'flow.json', pointer: '/name', message, mend: 'Give both the same name.' }];
}
