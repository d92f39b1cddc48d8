import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../apps/cli/src/program.js';
import { featureFileSchema } from '../packages/engine/src/contract/feature-file.js';

const PAGE = resolve(import.meta.dirname, '../docs/flows.md');

/** The files that the page holds, by path: each stands in the first fence below a heading that names it. */
async function filesOfPage(): Promise<ReadonlyMap<string, string>> {
  const page = await readFile(PAGE, 'utf8');
  const sections = page.split(/^## /m).slice(1);
  return new Map(
    sections.flatMap((section): [string, string][] => {
      const path = /^`([^`]+)`\n/.exec(section)?.[1];
      const text = /^```(?:json|csv)\n([^]*?)^```$/m.exec(section)?.[1];
      return path === undefined ? [] : [[path, text ?? '']];
    }),
  );
}

describe('the flow that docs/flows.md writes from nothing', () => {
  let dir: string;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'gavel-flows-page-'));
    for (const [path, text] of await filesOfPage()) {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), text);
    }
  });
  afterAll(() => rm(dir, { recursive: true }));

  async function gavel(...args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
    const lines: string[] = [];
    const write = (text: string): void => void lines.push(text);
    const env = { GAVEL_RULES_DIR: join(dir, 'rules'), GAVEL_MODELS_DIR: join(dir, 'models') };
    const code = await runProgram(args, { terminal: { out: write, err: write, interactive: false }, env });
    return { code, text: lines.join('\n') };
  }

  it('passes the check, without a warning', async () => {
    const { code, text } = await gavel('check', 'account-opening', '--strict');
    expect(text).toContain('account-opening');
    expect({ code, text }).toEqual({ code: 0, text });
  });

  it('passes its cases, which see each rule fire and not fire', async () => {
    const { code, text } = await gavel('test', 'account-opening', '--min-coverage', '100');
    expect({ code, text }).toEqual({ code: 0, text });
    expect(text).toMatch(/\b9\b/);
  });

  it('takes the rows of a file by its map', async () => {
    const [csv, map, out] = ['applications.csv', 'maps/account-opening.json', 'features.csv'].map((path) => join(dir, path));
    const { code, text } = await gavel('backfill', 'account-opening', '--csv', csv!, '--map', map!, '--out', out!);
    expect({ code, text }).toEqual({ code: 0, text });
    const [header, ...rows] = (await readFile(out!, 'utf8')).trim().split('\n');
    expect(header).toContain('applicantsOfDevice30d');
    expect(rows).toHaveLength(4);
    expect(rows[2]).toContain('mule');
  }, 60_000);
});

it('the examples of docs/features.md are features', async () => {
  const page = await readFile(join(dirname(PAGE), 'features.md'), 'utf8');
  const examples = [...page.matchAll(/^```json\n([^]*?)^```$/gm)].map(([, text = '']) => JSON.parse(text) as object);
  expect(examples).toHaveLength(3);
  for (const example of examples) {
    const value = 'features' in example ? example : { features: [example] };
    expect(featureFileSchema.safeParse(value)).toMatchObject({ success: true });
  }
});
