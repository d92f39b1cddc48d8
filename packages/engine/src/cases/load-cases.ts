import { caseFileSchema, type CaseSource } from '../contract/case-file.js';
import { parseShaped, placed } from '../contract/check-shape.js';
import type { Checked, Fault } from '../contract/fault.js';
import { filesOfKind, type FlowTexts } from '../policy/flow-files.js';

/** One case and where it stands. */
export interface Case {
  /** Path inside the flow's folder. */
  readonly file: string;
  readonly line?: number;
  readonly source: CaseSource;
}

/** Reads `cases/*.json` among the files of a flow, in the order of files and places: every case, or every fault of every file. */
export function loadCases(files: FlowTexts): Checked<readonly Case[]> {
  const read = filesOfKind(files, 'cases').map(({ file, text }) => loadFile(file, text));
  const faults = read.flatMap((checked) => (checked.ok ? [] : checked.faults));
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, value: read.flatMap((checked) => (checked.ok ? checked.value : [])) };
}

function loadFile(file: string, text: string): Checked<readonly Case[]> {
  const parsed = parseShaped(caseFileSchema, file, text);
  if (!parsed.ok) return parsed;
  const { value, locate } = parsed.value;
  const names = new Set<string>();
  const faults: Fault[] = [];
  const cases = value.cases.map((source, index): Case => {
    const pointer = `/cases/${index}`;
    if (names.has(source.name)) {
      const message = 'Another case of this file has the same name.';
      faults.push(placed({ pointer: `${pointer}/name`, subject: source.name, message, mend: 'Rename one of the two.' }, { locate }, file));
    }
    names.add(source.name);
    const place = locate(pointer);
    return { file, ...(place === undefined ? {} : { line: place.line }), source };
  });
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: cases };
}
