import type { Fault } from '../contract/fault.js';

/** What a file of a flow's folder is, by its path. */
export type FlowFileKind = 'flow' | 'features' | 'policy' | 'rules' | 'list' | 'event' | 'cases';

/** Texts by path inside the flow's folder, `/` between the parts. */
export type FlowTexts = Readonly<Record<string, string>>;

const KINDS: readonly (readonly [FlowFileKind, RegExp])[] = [
  ['flow', /^flow\.json$/],
  ['features', /^features\.json$/],
  ['policy', /^policy\.json$/],
  ['rules', /^[a-z0-9][a-z0-9-]{0,59}\.rules\.json$/],
  ['list', /^lists\/[a-z0-9][a-z0-9-]{0,59}\.csv$/],
  ['event', /^events\/[a-z][a-z0-9-]{0,39}\.json$/],
  ['cases', /^cases\/[a-z0-9][a-z0-9-]{0,59}\.json$/],
];
const REQUIRED = ['flow.json', 'features.json', 'policy.json'] as const;
const ALLOWED =
  'flow.json, features.json, policy.json, <group>.rules.json, lists/<list>.csv, events/<kind>.json and cases/<group>.json, with names in lower case';
/** A flow with more files than this is a mistake, such as a wrong folder. */
const MAX_FILES = 2000;

/** What the file is; undefined: it has no place in a flow's folder. */
export function kindOfFile(path: string): FlowFileKind | undefined {
  return KINDS.find(([, pattern]) => pattern.test(path))?.[0];
}

/** The files of one kind, by path in ascending order. */
export function filesOfKind(files: FlowTexts, kind: FlowFileKind): readonly { readonly file: string; readonly text: string }[] {
  return Object.keys(files)
    .filter((path) => kindOfFile(path) === kind)
    .toSorted()
    .map((path) => ({ file: path, text: files[path] ?? '' }));
}

/** What a policy is made of: all files but the cases, which test a policy and do not change it. */
export function policyFilesOf(files: FlowTexts): Record<string, string> {
  return Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith('cases/')));
}

/** Files that are missing or have no place here: a misspelt rule file must not be left out without a word. */
export function checkFileNames(files: FlowTexts): Fault[] {
  const paths = Object.keys(files).toSorted();
  if (paths.length > MAX_FILES) {
    return [
      { pointer: '', message: `The folder holds ${paths.length} files, more than ${MAX_FILES}.`, mend: 'Is this the folder of one flow?' },
    ];
  }
  const missing = REQUIRED.filter((path) => !Object.hasOwn(files, path));
  const unknown = paths.filter((path) => kindOfFile(path) === undefined);
  return [
    ...missing.map((file) => ({ file, pointer: '', message: `The file ${file} is missing.`, mend: 'Add it to the folder of the flow.' })),
    ...unknown.map((file) => ({
      file,
      pointer: '',
      message: 'This file has no place in the folder of a flow.',
      mend: `Allowed are ${ALLOWED}.`,
    })),
  ];
}
