import { FakeDecisionLog } from '@gavel/engine/testing';
import { pino, type Logger } from 'pino';
import type { Checked, Fault, Policy } from '@gavel/engine';
import { describe, expect, it } from 'vitest';
import { samplePolicy, sampleFlowTexts } from '../testing/sample-flow.js';
import { FlowsRefused, loadAll, PolicyHolder, type HolderParts } from './policy-holder.js';
import { besidesFaults, restoreLastGood } from './restore-last-good.js';

const good = (policy: Policy): Checked<Policy> => ({ ok: true, value: policy });
const bad = (...messages: string[]): Checked<Policy> => ({
  ok: false,
  faults: messages.map((message): Fault => ({ file: 'sample/x.rules.json', pointer: '/rules/0', message })),
});
const other = (description: string): Policy =>
  samplePolicy({ 'flow.json': sampleFlowTexts()['flow.json']!.replace('For tests.', description) });

/** What the log of the service says. */
function heard(): { readonly lines: string[]; readonly logger: Logger } {
  const lines: string[] = [];
  return { lines, logger: pino({ level: 'error' }, { write: (line: string) => void lines.push(line) }) };
}

async function holderOn(
  folder: Map<string, Checked<Policy>>,
  { log = new FakeDecisionLog(), ...changes }: Partial<HolderParts> & { readonly log?: FakeDecisionLog } = {},
) {
  const prepared: string[] = [];
  const reloads: string[] = [];
  const reader = { list: async () => [...folder.keys()], load: async (name: string) => folder.get(name)! };
  const { policies, refused } = await loadAll(reader);
  const restored = await restoreLastGood(refused, log);
  const holder = await PolicyHolder.open([...policies.map((policy) => ({ policy, faults: [] })), ...restored], {
    reader,
    prepare: async (policy) => void prepared.push(policy.hash),
    onTaken: async () => undefined,
    onReload: (result) => void reloads.push(result),
    logger: pino({ level: 'silent' }),
    wallMs: () => 1000,
    ...changes,
  });
  return { holder, prepared, reloads };
}

describe('PolicyHolder', () => {
  it('refuses to start on any fault, all of them listed', async () => {
    const folder = new Map([
      ['a', bad('first', 'second')],
      ['sample', good(samplePolicy())],
      ['z', bad('third')],
    ]);
    const refused = await holderOn(folder).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(FlowsRefused);
    for (const message of ['first', 'second', 'third', 'sample/x.rules.json']) expect(String(refused)).toContain(message);
    await expect(holderOn(new Map())).rejects.toThrow('no flow in the rules folder');
  });

  it('starts on the policy that served last where a flow has faults, and takes what lies there once it is mended', async () => {
    const [log, { lines, logger }] = [new FakeDecisionLog(), heard()];
    for (const policy of [samplePolicy(), other('Later.'), samplePolicy()]) await log.keepPolicy('sample', policy.hash, policy.files);
    const folder = new Map([['sample', bad('no such fact')]]);
    const { holder, reloads } = await holderOn(folder, { log, logger });
    expect(holder.get('sample')).toMatchObject({ policy: { hash: samplePolicy().hash }, faults: [{ message: 'no such fact' }] });
    expect(reloads).toEqual(['refused']);
    expect(lines).toMatchObject([expect.stringContaining('the last good one stays in force: sample/x.rules.json')]);
    await holder.reload();
    expect(lines).toHaveLength(1);
    const mended = other('Mended.');
    folder.set('sample', good(mended));
    await holder.reload();
    expect(holder.get('sample')).toMatchObject({ policy: { hash: mended.hash }, faults: [] });
  });

  it('refuses to start where one flow of several has no policy that served, or one that cannot be used any more', async () => {
    const log = new FakeDecisionLog();
    await log.keepPolicy('sample', samplePolicy().hash, samplePolicy().files);
    const folder = new Map([
      ['new', bad('first')],
      ['sample', bad('second')],
    ]);
    const refused = await holderOn(folder, { log }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(FlowsRefused);
    for (const message of ['first', 'second']) expect(String(refused)).toContain(message);
    folder.delete('new');
    await log.keepPolicy('sample', 'f'.repeat(64), { 'flow.json': '{}' });
    await expect(holderOn(folder, { log })).rejects.toThrow(/second[\s\S]*served last cannot be used by this version/);
    await log.keepPolicy('sample', 'f'.repeat(64), samplePolicy().files);
    await expect(holderOn(folder, { log })).rejects.toThrow('its files have another hash');
  });

  it('tells the faults of the rules beside what else keeps it from starting', () => {
    const away = new Error('the database is away');
    expect(besidesFaults(new Map(), away)).toBe(away);
    const told = String(besidesFaults(new Map([['sample', [{ pointer: '', message: 'no such fact' }]]]), away));
    expect(told).toContain('no such fact');
    expect(told).toContain('the database is away');
  });

  it('keeps the last good policy while the files are broken, and tells each fault once', async () => {
    const folder = new Map([['sample', good(samplePolicy())]]);
    const { holder, reloads } = await holderOn(folder);
    folder.set('sample', bad('no such fact'));
    await holder.reload();
    await holder.reload();
    expect(holder.get('sample')).toMatchObject({ policy: { hash: samplePolicy().hash }, faults: [{ message: 'no such fact' }] });
    expect(holder.refused()).toHaveProperty('sample');
    expect(reloads).toEqual(['refused']);
    folder.set('sample', good(samplePolicy()));
    await holder.reload();
    expect(holder.get('sample')?.faults).toEqual([]);
  });

  it('takes a new policy after it was prepared, and not before', async () => {
    const folder = new Map([['sample', good(samplePolicy())]]);
    let release: () => void = () => undefined;
    const { holder, reloads } = await holderOn(folder, {
      prepare: (_policy, before) => (before === undefined ? Promise.resolve() : new Promise((done) => (release = done))),
    });
    const next = other('Other.');
    folder.set('sample', good(next));
    const reloaded = holder.reload();
    await new Promise((done) => setImmediate(done));
    expect(holder.get('sample')?.policy.hash).toBe(samplePolicy().hash);
    release();
    await reloaded;
    expect(holder.get('sample')?.policy.hash).toBe(next.hash);
    expect(reloads).toEqual(['taken']);
  });

  it('tries again by itself when a policy could not be prepared', async () => {
    const folder = new Map([['sample', good(samplePolicy())]]);
    let fails = true;
    const { holder } = await holderOn(folder, {
      retryMs: 10,
      prepare: (_policy, before) => (before !== undefined && fails ? Promise.reject(new Error('the log is away')) : Promise.resolve()),
    });
    const next = other('Other.');
    folder.set('sample', good(next));
    await holder.reload();
    expect(holder.get('sample')).toMatchObject({
      policy: { hash: samplePolicy().hash },
      faults: [{ message: expect.stringContaining('the log is away') }],
    });
    fails = false;
    await expect.poll(() => holder.get('sample')?.policy.hash).toBe(next.hash);
    holder.close();
  });

  it('takes new flows, keeps those whose folder is gone, and names flows that were never good', async () => {
    const folder = new Map([['sample', good(samplePolicy())]]);
    const { lines, logger } = heard();
    const { holder } = await holderOn(folder, { logger });
    folder.set('new', bad('not yet'));
    folder.delete('sample');
    await holder.reload();
    expect(lines[0]).toContain('policy refused, and new was never good: it decides nothing: ');
    expect(Object.keys(holder.refused()).toSorted()).toEqual(['new', 'sample']);
    expect(holder.get('sample')?.policy.hash).toBe(samplePolicy().hash);
    folder.set('new', good(samplePolicy()));
    await holder.reload();
    expect(holder.get('new')?.faults).toEqual([]);
    expect(Object.keys(holder.refused())).toEqual(['sample']);
  });

  it('does not replace a good policy by one whose champion is not ready, until it is', async () => {
    const folder = new Map([['sample', good(samplePolicy())]]);
    const ready = new Set(['1']);
    const { holder, reloads } = await holderOn(folder, {
      lacks: ({ model }) =>
        ready.has(model!.version) ? [] : [{ file: 'sample/policy.json', pointer: '/model/champion', message: 'not ready' }],
    });
    const next = samplePolicy({ 'policy.json': sampleFlowTexts()['policy.json']!.replace('"champion":"1"', '"champion":"9"') });
    folder.set('sample', good(next));
    await holder.reload();
    await holder.reloadWaiting();
    expect(holder.get('sample')).toMatchObject({ policy: { model: { version: '1' } }, faults: [{ pointer: '/model/champion' }] });
    expect(reloads).toEqual(['refused']);
    ready.add('9');
    await holder.reloadWaiting();
    expect(holder.get('sample')).toMatchObject({ policy: { hash: next.hash }, faults: [] });
    expect(reloads).toEqual(['refused', 'taken']);
  });

  it('takes new rules while the champion that is in force anyway is down, and starts without it', async () => {
    const folder = new Map([['sample', good(samplePolicy())]]);
    const { holder } = await holderOn(folder, { lacks: () => [{ pointer: '/model/champion', message: 'not ready' }] });
    const next = other('Other.');
    folder.set('sample', good(next));
    await holder.reload();
    expect(holder.get('sample')).toMatchObject({ policy: { hash: next.hash }, faults: [] });
  });

  it('names every flow while the rules folder cannot be read, tells that once, and that it is over', async () => {
    const folder = new Map([['sample', good(samplePolicy())]]);
    const said: string[] = [];
    let isGone = false;
    const { holder } = await holderOn(folder, {
      retryMs: 10,
      logger: pino({ level: 'info' }, { write: (line: string) => void said.push(JSON.parse(line).msg) }),
      reader: {
        list: () => (isGone ? Promise.reject(new Error('ENOENT')) : Promise.resolve([...folder.keys()])),
        load: async (name) => folder.get(name)!,
      },
    });
    isGone = true;
    await holder.reload();
    await holder.reload();
    expect(holder.refused()).toMatchObject({ sample: [{ message: 'The rules folder cannot be read: ENOENT.' }] });
    isGone = false;
    await expect.poll(() => holder.get('sample')?.faults).toEqual([]);
    expect(said).toEqual([expect.stringContaining('policy refused'), 'the files of sample are good again']);
    holder.close();
  });

  it('keeps the last good policy when the files could not be looked at, says so, and tries again', async () => {
    const folder = new Map([['sample', good(samplePolicy())]]);
    let isDown = false;
    const { holder, reloads } = await holderOn(folder, {
      retryMs: 10,
      reader: {
        list: async () => ['sample'],
        load: async (name) => {
          if (isDown) throw new Error('its thread ended with code 1');
          return folder.get(name)!;
        },
      },
    });
    isDown = true;
    const next = other('Other.');
    folder.set('sample', good(next));
    await holder.reload();
    expect(holder.get('sample')).toMatchObject({
      policy: { hash: samplePolicy().hash },
      faults: [{ message: 'The policy could not be checked: its thread ended with code 1.' }],
    });
    expect(reloads).toEqual(['refused']);
    isDown = false;
    await expect.poll(() => holder.get('sample')?.policy.hash).toBe(next.hash);
    expect(holder.refused()).toEqual({});
    holder.close();
  });

  it('gives a policy up for a newer one that is saved while it is compiled, but not for ever', async () => {
    const [first, second, third] = [samplePolicy(), other('Second.'), other('Third.')];
    const folder = new Map([['sample', good(first)]]);
    const taken: string[] = [];
    let onLoad = (): void => undefined;
    const { holder } = await holderOn(folder, {
      onTaken: async (policy) => void taken.push(policy.hash),
      reader: {
        list: async () => ['sample'],
        load: async (name) => {
          const found = folder.get(name)!;
          await Promise.resolve();
          onLoad();
          return found;
        },
      },
    });
    folder.set('sample', good(second));
    onLoad = () => {
      onLoad = () => undefined;
      folder.set('sample', good(third));
      void holder.reload();
    };
    await holder.reload();
    expect(taken).toEqual([first.hash, third.hash]);
    let loads = 0;
    folder.set('sample', good(second));
    onLoad = () => {
      if ((loads += 1) < 10) void holder.reload();
    };
    await holder.reload();
    expect(taken.at(-1)).toBe(second.hash);
    expect(loads).toBe(10);
    holder.close();
  });

  it('tells many faults in one line', async () => {
    const folder = new Map([['sample', good(samplePolicy())]]);
    const said: string[] = [];
    const { holder } = await holderOn(folder, {
      logger: pino({ level: 'info' }, { write: (line: string) => void said.push(JSON.parse(line).msg) }),
    });
    folder.set('sample', bad(...Array.from({ length: 100 }, (_, n) => `case ${n} fails`)));
    await holder.reload();
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/100 faults, the first 5: .*case 0 fails.*case 4 fails/);
    expect(said[0]).not.toContain('case 5 fails');
  });
});
