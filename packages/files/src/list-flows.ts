import { walkFolder } from './walk-folder.js';

/** A folder with either is meant as a flow; one that has lost its flow.json must be told as faulty, not vanish. */
const MARKS = new Set(['flow.json', 'policy.json']);

/** Names of the flows in a rules folder, ascending: its folders that hold a `flow.json` or a `policy.json`. Rejects when it cannot be read. */
export async function listFlows(rulesDir: string): Promise<readonly string[]> {
  const flows = (await walkFolder(rulesDir)).flatMap(({ path }) => {
    const [flow = '', file, ...rest] = path.split('/');
    return file !== undefined && rest.length === 0 && MARKS.has(file) ? [flow] : [];
  });
  return [...new Set(flows)];
}
