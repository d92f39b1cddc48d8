import { Worker } from 'node:worker_threads';
import { afterEach, expect, it } from 'vitest';
import { sampleFlowTexts } from '../testing/sample-flow.js';
import { CheckerDown, FlowChecker, type FlowCheckerOptions } from './flow-checker.js';

const open: FlowChecker[] = [];

function checker(options: FlowCheckerOptions = {}): FlowChecker {
  const made = new FlowChecker(options);
  open.push(made);
  return made;
}

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** A thread that does what the text says with every message. */
const thread =
  (onMessage: string): (() => Worker) =>
  () =>
    new Worker(`const { parentPort } = require('node:worker_threads'); parentPort.on('message', (m) => { ${onMessage} });`, { eval: true });

it('says nothing against good files, and of bad ones what loading them says', { timeout: 30_000 }, async () => {
  const one = checker();
  expect(await one.check('sample', sampleFlowTexts())).toEqual([]);
  const rules = sampleFlowTexts()['amount.rules.json']!.replace('"amount"', '"amuont"');
  expect(await one.check('sample', sampleFlowTexts({ 'amount.rules.json': rules }))).toMatchObject([
    {
      file: 'sample/amount.rules.json',
      line: 1,
      subject: 'large',
      message: 'There is no fact "amuont".',
      mend: 'Did you mean "amount"?',
    },
  ]);
});

it('rejects when its thread dies at work, hangs, breaks or cannot be started, and starts another', { timeout: 30_000 }, async () => {
  await expect(checker({ start: thread('process.exit(3)') }).check('sample', {})).rejects.toThrow(
    new CheckerDown('its thread ended with code 3'),
  );
  await expect(checker({ start: thread('throw new Error("out of luck")') }).check('sample', {})).rejects.toThrow('out of luck');
  await expect(checker({ start: thread(''), timeoutMs: 50 }).check('sample', {})).rejects.toThrow('longer than 0.05 s');
  const refusing = (): Worker => {
    throw new Error('no thread to be had');
  };
  await expect(checker({ start: refusing }).check('sample', {})).rejects.toThrow('no thread to be had');
  let starts = 0;
  const second = checker({
    start: () => thread((starts += 1) === 1 ? 'process.exit(1)' : 'parentPort.postMessage({ id: m.id, type: "checked", faults: [] })')(),
  });
  await expect(second.check('sample', {})).rejects.toThrow(CheckerDown);
  expect(await second.check('sample', {})).toEqual([]);
  expect(starts).toBe(2);
});

it('ends its thread when it is idle, and takes nothing once it is closed', { timeout: 30_000 }, async () => {
  let starts = 0;
  const start = (): Worker => {
    starts += 1;
    return thread('parentPort.postMessage({ id: m.id, type: "checked", faults: [] })')();
  };
  const one = checker({ start, idleMs: 10 });
  await one.check('sample', {});
  await new Promise((done) => setTimeout(done, 100));
  await one.check('sample', {});
  expect(starts).toBe(2);
  await one.close();
  await expect(one.check('sample', {})).rejects.toThrow('stopping');
});
