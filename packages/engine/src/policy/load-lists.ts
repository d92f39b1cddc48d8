import type { Fault } from '../contract/fault.js';
import { pointerOf } from '../contract/json-place.js';
import type { PolicyFile } from '../contract/policy-file.js';
import { nameHint } from '../rules/nearest-name.js';
import type { FactTypes } from '../rules/rule-set.js';
import { filesOfKind, type FlowTexts } from './flow-files.js';
import type { NamedList } from './policy.js';
import { readList } from './read-list.js';

export interface LoadedLists {
  readonly lists: readonly NamedList[];
  /** Those without a file point into `policy.json`. */
  readonly faults: readonly Fault[];
}

/**
 * Reads all list files and joins them with the lists that the policy declares. Without `types` (the request schema is faulty) the fields
 * are not checked.
 */
export function loadLists(files: FlowTexts, declared: PolicyFile['lists'], types: FactTypes | undefined): LoadedLists {
  const read = filesOfKind(files, 'list').map(({ file, text }) => ({ file, checked: readList(file, text) }));
  const paths = read.map(({ file }) => file);
  const faults: Fault[] = read.flatMap(({ checked }) => (checked.ok ? [] : checked.faults));
  const used = new Set(Object.values(declared).map(({ file }) => file));
  for (const file of paths) {
    if (!used.has(file))
      faults.push({
        file,
        pointer: '',
        message: 'No list of policy.json uses this file.',
        mend: 'Declare a list with it under "lists", or remove it.',
      });
  }
  const lists: NamedList[] = [];
  for (const [name, { file, field }] of Object.entries(declared)) {
    faults.push(...checkList(name, { file, field }, { paths, types }));
    const values = read.find((candidate) => candidate.file === file)?.checked;
    if (values?.ok === true) lists.push({ name, field, values: values.value });
  }
  return { lists, faults };
}

interface Available {
  readonly paths: readonly string[];
  readonly types: FactTypes | undefined;
}

function checkList(name: string, { file, field }: PolicyFile['lists'][string], { paths, types }: Available): readonly Fault[] {
  const faults: Fault[] = [];
  if (!paths.includes(file)) {
    faults.push({
      pointer: pointerOf(['lists', name, 'file']),
      subject: name,
      message: `There is no list file "${file}".`,
      mend: nameHint(file, paths),
    });
  }
  if (types !== undefined && types.get(field)?.kind !== 'string') {
    const strings = [...types].flatMap(([known, type]) => (type.kind === 'string' ? [known] : []));
    const message = `The request has no string field "${field}".`;
    faults.push({ pointer: pointerOf(['lists', name, 'field']), subject: name, message, mend: nameHint(field, strings) });
  }
  return faults;
}
