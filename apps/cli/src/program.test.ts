import { mkdtemp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sampleFlow, type SampleChanges } from '@gavel/engine/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from './program.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gavel-cli-'));
});
afterAll(() => rm(dir, { recursive: true }));

let folders = 0;
/** A rules folder with the sample flow in it. */
async function rulesWith(changes?: SampleChanges): Promise<string> {
  const rules = join(dir, `rules-${(folders += 1)}`);
  for (const [path, text] of Object.entries(sampleFlow(changes))) {
    await mkdir(dirname(join(rules, 'sample', path)), { recursive: true });
    await writeFile(join(rules, 'sample', path), text);
  }
  return rules;
}

/** Runs a command line and answers its exit code and all it wrote. */
async function gavel(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = { out: (text: string) => void out.push(text), err: (text: string) => void err.push(text), interactive: false };
  const code = await runProgram(args, { terminal, env });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

const cases = (expected: object, more: object = {}): SampleChanges => ({
  texts: {
    'cases/basic.json': JSON.stringify(
      {
        cases: [
          { name: 'a quiet payment', expect: { outcome: 'pass', reasons: [] } },
          { name: 'the one', ...more, expect: expected },
        ],
      },
      undefined,
      1,
    ),
  },
});
const MANY = { history: [{ ago: '5m', request: {}, times: 3 }] };

/** A models folder with these versions of the model `sample`. */
function modelsWith(...versions: readonly string[]): Promise<string> {
  return modelsReading(['amount'], ...versions);
}

async function modelsReading(facts: readonly string[], ...versions: readonly string[]): Promise<string> {
  const models = join(dir, `models-${(folders += 1)}`);
  for (const version of versions) {
    await mkdir(join(models, 'sample', version), { recursive: true });
    await writeFile(join(models, 'sample', version, 'artifact.json'), JSON.stringify({ inputs: facts.map((fact) => ({ fact })) }));
  }
  return models;
}

describe('gavel check', () => {
  it('names a champion that is not published, and says so when it cannot tell', async () => {
    const rules = await rulesWith();
    const absent = await gavel(['check', '--rules', rules, '--models', await modelsWith('2', '3')]);
    expect(absent.code).toBe(1);
    expect(absent.out).toMatch(
      /sample\/policy\.json:\d+:\d+ {2}\/model\/champion\n {6}The champion sample@1 is not published; published are: 2, 3\./,
    );
    const unknown = await gavel(['check', '--rules', rules, '--models', join(dir, 'no-models')]);
    expect(unknown.code).toBe(0);
    expect(unknown.out).toMatch(/sample: fine; .*\n {2}not checked: .*policy\.json.*\n.*no-models/);
  });

  it('names a champion that reads what the flow does not have', async () => {
    const strangers = Array.from({ length: 12 }, (_, index) => `income${index}`);
    const models = await modelsReading(['amount', ...strangers], '1');
    const { code, out } = await gavel(['check', '--rules', await rulesWith(), '--models', models]);
    expect(code).toBe(1);
    expect(out).toContain(
      `The champion sample@1 reads what the flow does not have (12 of its 13 inputs): ${strangers.slice(0, 10).join(', ')}, and 2 more.`,
    );
    await writeFile(join(models, 'sample', '1', 'artifact.json'), 'no JSON');
    const unread = await gavel(['check', '--rules', await rulesWith(), '--models', models]);
    expect(unread).toMatchObject({ code: 1, out: expect.stringContaining('The champion sample@1 cannot be read: ') });
  });

  it('tells every fault of every file, also beside one that is not UTF-8 and a policy of the wrong shape', async () => {
    const rules = await rulesWith({ texts: { 'policy.json': '{"bands": []}', 'lists/stolen-cards.csv': 'value,note\nk9,\nk9,\n' } });
    await writeFile(join(rules, 'sample', 'velocity.rules.json'), Buffer.from([0x7b, 0x0a, 0x22, 0xe4, 0x22, 0x0a, 0x7d, 0x0a]));
    const { code, out } = await gavel(['check', '--rules', rules]);
    expect(code).toBe(1);
    expect(out).toMatch(/velocity\.rules\.json:2\n {6}The file is not UTF-8: save it as UTF-8 \(the first bad byte is on line 2\)\./);
    expect(out).toMatch(/policy\.json.*\n {6}"reasons" is missing\./);
    expect(out).toContain('The value "k9" stands already on line 2.');
    expect(out).not.toContain('velocity.rules.json is missing');
    expect((await gavel(['test', '--rules', rules])).code).toBe(1);
  });

  it('counts what is fine', async () => {
    const { code, out } = await gavel(['check', '--rules', await rulesWith(), '--models', await modelsWith('1')]);
    expect(out).toMatch(/^sample: fine; 2 rules, 3 features, 1 list, 0 cases; policy [0-9a-f]{12}…\n/);
    expect(out).toMatch(/\n1 flow checked, no faults, 2 warnings\.$/);
    expect(code).toBe(0);
  });

  it('warns of what is suspicious, and fails for it only when it is to', async () => {
    const rules = await rulesWith();
    const models = ['--models', await modelsWith('1')];
    const { code, out } = await gavel(['check', '--rules', rules, ...models]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /sample\/velocity\.rules\.json:\d+:\d+ {2}\[many-payments\] {2}\/rules\/0\n {6}The rule has no owner\.\n {6}Add "owner"/,
    );
    expect(out).toContain('  most comparisons: many-payments (1), stolen-card (1)');
    expect((await gavel(['check', '--strict', '--rules', rules, ...models])).code).toBe(1);
    expect(await gavel(['check', '--strict', '--no-lint', '--rules', rules, ...models])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/…\n1 flow checked, no faults\.$/),
    });
    expect(JSON.parse((await gavel(['check', '--json', '--rules', rules, ...models])).out)).toMatchObject({
      flows: [{ lint: { findings: [{ kind: 'no-owner', line: expect.any(Number) }, { kind: 'no-owner' }], costliest: [{}, {}] } }],
    });
  });

  it('names every fault of every file with its place and how to mend it', async () => {
    const rules = await rulesWith({
      texts: {
        'velocity.rules.json':
          '{\n  "rules": [\n    {\n      "name": "r",\n      "conditions": { "all": [{ "fact": "payments1hh", "operator": "greaterThan", "value": 3 }] },\n      "event": { "type": "review", "params": { "reason": "NONE" } }\n    }\n  ]\n}\n',
        'cases/bad.json': '{ "cases": [{ "name": "x" }] }',
      },
    });
    const { code, out } = await gavel(['check', 'sample'], { GAVEL_RULES_DIR: rules });
    expect(code).toBe(1);
    expect(out).toMatch(/sample\/velocity\.rules\.json:5:\d+ {2}\[r\]/);
    expect(out).toContain('payments1h');
    expect(out).toMatch(/sample\/velocity\.rules\.json:6:\d+/);
    expect(out).toMatch(/sample\/cases\/bad\.json:1:13 {2}\/cases\/0\/expect\n {6}"expect" is missing/);
    expect(out).toMatch(/1 flow checked, [3-9] faults in sample\.$/);
  });

  it('answers machines in JSON', async () => {
    const { code, out } = await gavel([
      'check',
      '--json',
      '--rules',
      await rulesWith({ flow: { name: 'other' } }),
      '--models',
      await modelsWith('1'),
    ]);
    expect(JSON.parse(out)).toMatchObject({ flows: [{ flow: 'sample', faults: [{ file: 'flow.json', pointer: '/name' }] }] });
    expect(code).toBe(1);
  });

  it('says which flows there are when it is asked for another, and where it looked when there is none', async () => {
    const stranger = await gavel(['check', 'sampel', '--rules', await rulesWith()]);
    expect(stranger).toMatchObject({ code: 2, err: expect.stringMatching(/There is no flow "sampel" in .*; there is: sample\./) });
    const nowhere = await gavel(['check', '--rules', join(dir, 'nowhere')]);
    expect(nowhere).toMatchObject({ code: 2, err: expect.stringContaining(join(dir, 'nowhere')) });
  });
});

describe('gavel test', () => {
  it('passes what is as expected', async () => {
    const { code, out } = await gavel(['test', '--rules', await rulesWith(cases({ outcome: 'review', reasons: ['MANY'] }, MANY))]);
    expect(out).toMatch(/passed {2}.*sample\/cases\/basic\.json: 2 cases passed\n2 cases passed, 0 failed\.$/);
    expect(code).toBe(0);
  });

  it('shows what was expected, what came and which rules fired', async () => {
    const junit = join(dir, 'junit.xml');
    const { code, out } = await gavel([
      'test',
      '--junit',
      junit,
      '--rules',
      await rulesWith(cases({ outcome: 'block', reasons: ['STOLEN'] }, MANY)),
    ]);
    expect(code).toBe(1);
    expect(out).toMatch(
      /FAILED {2}.*basic\.json:\d+ {2}the one\n {4}outcome {2}- block\n {13}\+ review\n {4}reasons {2}- STOLEN\n {13}\+ MANY\n {4}fired {6}many-payments/,
    );
    expect(out).toMatch(/1 case passed, 1 failed\.$/);
    const xml = await readFile(junit, 'utf8');
    expect(xml).toContain('<testsuite name="sample" tests="2" failures="1" errors="0">');
    expect(xml).toContain('<failure message="expected block">');
  });

  it('fails a flow without cases, and one whose files have faults', async () => {
    expect(await gavel(['test', '--rules', await rulesWith()])).toMatchObject({
      code: 1,
      out: expect.stringContaining('sample: no cases.'),
    });
    const broken = await gavel(['test', '--rules', await rulesWith({ texts: { 'policy.json': '{' } })]);
    expect(broken).toMatchObject({ code: 1, out: expect.stringContaining('the cases of sample were not run') });
    const renamed = await rulesWith(cases({ outcome: 'review', reasons: ['MANY'] }, MANY));
    await rename(join(renamed, 'sample'), join(renamed, 'another'));
    const misnamed = await gavel(['test', '--rules', renamed]);
    expect(misnamed).toMatchObject({ code: 1, out: expect.stringContaining('its folder is called "another"') });
  });

  it('shows what the cases have not seen, and the changes that no case notices', async () => {
    const rules = await rulesWith(cases({ outcome: 'review', reasons: ['MANY'] }, MANY));
    const { code, out } = await gavel(['test', '--rules', rules, '--coverage', '--mutants']);
    expect(code).toBe(0);
    expect(out).toMatch(/\ncoverage {2}75\.0 %: 6 of 8 /);
    expect(out).toMatch(/sample\/velocity\.rules\.json:\d+ {2}\[stolen-card\] {2}never fired\n/);
    expect(out).toMatch(/velocity\.rules\.json:\d+ {2}\[stolen-card\] {2}never true: lists contains "stolen-cards"/);
    expect(out).toMatch(/\nmutants {3}\d+\.\d %: the cases notice \d+ of \d+ small changes/);
    expect(out).toMatch(/velocity\.rules\.json:\d+ {2}\[many-payments: review\] {2}payments1h greaterThanInclusive 3: 2 instead of 3/);
  });

  it('fails below the limits that were set, and tells machines all', async () => {
    const rules = await rulesWith(cases({ outcome: 'review', reasons: ['MANY'] }, MANY));
    expect(await gavel(['test', '--rules', rules, '--min-coverage', '75', '--min-killed', '1'])).toMatchObject({ code: 0 });
    const short = await gavel(['test', '--rules', rules, '--min-coverage', '75.1', '--min-killed', '99']);
    expect(short).toMatchObject({
      code: 1,
      out: expect.stringMatching(/coverage is 75\.0 %, less than 75\.1 %\.\n.* killed is .* less than 99 %\.$/),
    });
    const junit = join(dir, 'limits.xml');
    await gavel(['test', '--rules', rules, '--min-killed', '99', '--junit', junit]);
    expect(await readFile(junit, 'utf8')).toMatch(/<testsuite name="limits" tests="1" failures="1".*\n.*<failure message="FAILED/);
    const { code, out } = await gavel(['test', '--rules', rules, '--json', '--min-killed', '99']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      flows: [
        {
          mutation: {
            total: expect.any(Number),
            survivors: expect.arrayContaining([expect.objectContaining({ line: expect.any(Number) })]),
          },
        },
      ],
      shortfalls: [expect.stringContaining('less than 99 %')],
    });
    expect((await gavel(['test', '--rules', rules, '--min-killed', '101'])).code).toBe(2);
  });
});

describe('gavel schemas', () => {
  it('writes a schema for each kind of file', async () => {
    const to = join(dir, 'schemas');
    expect((await gavel(['schemas', to])).code).toBe(0);
    for (const name of ['flow', 'features', 'policy', 'rules', 'cases', 'map']) {
      expect(JSON.parse(await readFile(join(to, `${name}.schema.json`), 'utf8'))).toMatchObject({ type: 'object' });
    }
  });
});

describe('gavel', () => {
  it.each([['chekc'], ['demo --count 0'], ['demo --csv f.csv'], ['demo --map sparkov'], ['replay'], ['check --nope']])(
    'answers 2 to `%s`, which asks wrongly, and says how to ask',
    async (line) => {
      const { code, err } = await gavel(line.split(' '));
      expect(err).not.toBe('');
      expect(code).toBe(2);
    },
  );

  it('suggests the command that was meant', async () => {
    expect((await gavel(['chekc'])).err).toContain('Did you mean check?');
  });

  it('names a faulty environment', async () => {
    expect(await gavel(['replay', 'x'], { GAVEL_URL: 'localhost' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('GAVEL_URL must be an http or https address'),
    });
  });

  it('says how to start a service when none is there', async () => {
    for (const args of [
      ['replay', 'x'],
      ['demo', '--count', '1'],
    ]) {
      expect(await gavel(args, { GAVEL_URL: 'http://127.0.0.1:1' })).toMatchObject({
        code: 1,
        err: expect.stringMatching(/No Gavel service answers at http:\/\/127\.0\.0\.1:1: .*\n.*npm start/),
      });
    }
  });
});
