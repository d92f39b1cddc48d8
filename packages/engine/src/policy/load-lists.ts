import type { Checked, Fault } from '../contract/fault.js';
import { pointerOf } from '../contract/json-place.js';
import type { ListMatch, PolicyFile } from '../contract/policy-file.js';
import { nameHint } from '../rules/nearest-name.js';
import type { FactTypes } from '../rules/rule-set.js';
import type { Sliced } from '../sliced.js';
import { addressAt, type AddressPlaces } from './canonical-addresses.js';
import { filesOfKind, type FlowTexts } from './flow-files.js';
import { canonicalIpAddress } from './ip-address.js';
import { listMatcherSliced, rowFlaw } from './list-matcher.js';
import type { NamedList } from './policy.js';
import { readListSliced } from './read-list.js';

export interface LoadedLists {
  readonly lists: readonly NamedList[];
  /** Those without a file point into `policy.json`. */
  readonly faults: readonly Fault[];
}

/** What the request has: types of its fields, and which of them are addresses. */
interface Fields {
  readonly types: FactTypes | undefined;
  readonly addresses: AddressPlaces | undefined;
}

/**
 * Reads all list files and joins them with the lists that the policy declares. Without `types` (the request schema is faulty) the fields
 * are not checked. Addresses are taken in the spelling in which requests have them.
 */
export function* loadLists(files: FlowTexts, declared: PolicyFile['lists'], { types, addresses }: Fields): Sliced<LoadedLists> {
  const reader = new ListReader(files);
  const faults: Fault[] = [];
  const lists: NamedList[] = [];
  for (const [name, { file, field, match = 'exact' }] of Object.entries(declared)) {
    faults.push(...checkList(name, { file, field }, { paths: reader.paths, types }));
    const rows = yield* reader.read(file, match);
    const place = match === 'exact' ? addressAt(addresses, [field])?.isIpv4Allowed : undefined;
    const values = rows === undefined || place === undefined ? rows : new Set([...rows].map((row) => canonicalIpAddress(row, place)));
    if (values !== undefined) lists.push({ name, field, match, values, holds: yield* listMatcherSliced(match, values) });
  }
  return { lists, faults: [...(yield* reader.readUnused()), ...faults] };
}

/** The faults of all list files by themselves, for where it is not known which list has which. */
export function* listFaultsSliced(files: FlowTexts): Sliced<readonly Fault[]> {
  const faults: Fault[] = [];
  for (const { file, text } of filesOfKind(files, 'list')) {
    const checked = yield* readListSliced(file, text, (value) => rowFlaw('exact', value));
    if (!checked.ok) faults.push(...checked.faults);
  }
  return faults;
}

/** Reads each file once for each way in which lists match by it. */
class ListReader {
  readonly paths: readonly string[];
  readonly #texts: ReadonlyMap<string, string>;
  readonly #read = new Map<string, Checked<ReadonlySet<string>>>();
  readonly #used = new Set<string>();

  constructor(files: FlowTexts) {
    const lists = filesOfKind(files, 'list');
    this.paths = lists.map(({ file }) => file);
    this.#texts = new Map(lists.map(({ file, text }) => [file, text]));
  }

  *read(file: string, match: ListMatch): Sliced<ReadonlySet<string> | undefined> {
    const text = this.#texts.get(file);
    if (text === undefined) return undefined;
    this.#used.add(file);
    const key = `${match} ${file}`;
    const checked = this.#read.get(key) ?? (yield* readListSliced(file, text, (value) => rowFlaw(match, value)));
    this.#read.set(key, checked);
    return checked.ok ? checked.value : undefined;
  }

  /** Reads the files of no list too, and gives the faults of all. */
  *readUnused(): Sliced<readonly Fault[]> {
    const unused = this.paths.filter((file) => !this.#used.has(file));
    for (const file of unused) yield* this.read(file, 'exact');
    const mend = 'Declare a list with it under "lists", or remove it.';
    return [
      ...[...this.#read.values()].flatMap((checked) => (checked.ok ? [] : checked.faults)),
      ...unused.map((file) => ({ file, pointer: '', message: 'No list of policy.json uses this file.', mend })),
    ];
  }
}

type NamedListFile = PolicyFile['lists'][string];

interface Available {
  readonly paths: readonly string[];
  readonly types: FactTypes | undefined;
}

function checkList(name: string, { file, field }: Pick<NamedListFile, 'file' | 'field'>, { paths, types }: Available): readonly Fault[] {
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
