import { createServer, type Server } from 'node:http';
import { judge, loadPolicy, type Facts, type JsonObject } from '@gavel/engine';
import { sampleFlow } from '@gavel/engine/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { runProgram } from '../program.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const FILES = sampleFlow({ flow: { changeable: ['payments1h', 'amount'] } });
const LOADED = loadPolicy(FILES);
if (!LOADED.ok) throw new Error(JSON.stringify(LOADED.faults));
const POLICY = LOADED.value;
const REQUEST: JsonObject = { id: 'r1', at: '2026-03-01T12:00:00Z', customer: 'c1', card: 'k1', amount: 100 };

function documentOf(change: Partial<Facts> = {}, outcome?: string): object {
  const facts = {
    features: { payments1h: 4, spent1h: 400, sinceLast: 60 },
    scores: { 'sample@1': 0.2 },
    missing: [],
    degraded: [],
    ...change,
  };
  const verdict = judge(POLICY, { request: REQUEST, ...facts });
  return {
    ask: { decisionId: 'd1', flow: 'sample', request: REQUEST },
    policy: POLICY.hash,
    assignment: { role: 'champion', version: '1', shadows: ['2'], flags: { source: 'file', ageMs: 5 }, notes: [] },
    model: { name: 'sample', version: '1', role: 'champion', digest: '', backend: 'wasm', gpu: false },
    facts,
    verdict: { ...verdict, ...(outcome === undefined ? {} : { outcome }) },
    shadows: [{ version: '2', status: 'judged', outcome: 'block', reasons: ['SCORE'], score: 0.99 }],
  };
}

/** Runs `gavel why d1` against a service that hands out this document and the policy. */
async function why(document: object, ...args: readonly string[]): Promise<{ code: number; text: string }> {
  return whyWith({ document }, ...args);
}

interface Served {
  readonly document: object;
  readonly explanation?: { readonly status: number; readonly body: object };
}

async function whyWith({ document, explanation }: Served, ...args: readonly string[]): Promise<{ code: number; text: string }> {
  const server = createServer(({ url = '' }, response) => {
    const isExplanation = explanation !== undefined && url.endsWith('/explanation');
    response.writeHead(isExplanation ? explanation.status : 200, { 'content-type': 'application/json' });
    const other = url.startsWith('/v1/decisions/') ? document : { files: FILES };
    response.end(JSON.stringify(isExplanation ? explanation.body : other));
  });
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const lines: string[] = [];
  const terminal = { out: (text: string) => void lines.push(text), err: (text: string) => void lines.push(text), interactive: false };
  const code = await runProgram(['why', 'd1', ...args], { terminal, env: { GAVEL_URL: url } });
  return { code, text: lines.join('\n') };
}

describe('gavel why', () => {
  it('tells the outcome, who decided, the values seen, the score and a shadow that disagrees', async () => {
    const { code, text } = await why(documentOf());
    expect(code).toBe(0);
    for (const part of [
      'REVIEW  decided by review',
      'The rule many-payments decided for review.',
      '• payments1h is at least 3; it was 4  (payments of the customer in an hour)',
      '0.2 by sample 1 on wasm; the band from 0 to 0.5 asks for pass',
      'version 2: block, score 0.99; ANOTHER OUTCOME',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('What would have changed it');
  });

  it('tells what made the score when asked to, and why it cannot', async () => {
    const group = (name: string, contribution: number): object => ({
      name,
      features: [`${name}Fact`],
      contribution,
      direction: contribution > 0 ? 'raises' : contribution < 0 ? 'lowers' : 'none',
    });
    const body = {
      scoreValue: 0.2,
      background: { kind: 'rows', rows: 1, scoreValue: 0.01 },
      groups: [group('amount', 0.2123), group('place', -0.0223), group('time', 0)],
      reasons: [{ code: 'SCORE_AMOUNT', text: 'The amount is unusual.', group: 'amount' }],
    };
    const { text } = await whyWith({ document: documentOf(), explanation: { status: 200, body } }, '--score');
    for (const part of [
      'What made the score\n  0.2, where typical training data has 0.01:',
      '    +0.212 amount  (amountFact)',
      '    −0.0223 place  (placeFact)',
      '  SCORE_AMOUNT: The amount is unusual.',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('timeFact');
    const refusal = {
      type: 'urn:gavel:problem:not-explainable',
      title: 'No',
      status: 409,
      detail: 'The very sample@1 that gave this score is not loaded here.',
    };
    const without = await whyWith({ document: documentOf(), explanation: { status: 409, body: refusal } }, '--score');
    expect(without.text).toContain('The very sample@1 that gave this score is not loaded here.');
    expect(without.text).toContain('REVIEW  decided by review');
  });

  it('finds what would have changed it among the facts that the flow declares', async () => {
    const { text } = await why(documentOf(), '--counterfactual');
    expect(text).toContain('pass, decided by none, with 1 fact changed:\n    payments1h 2 instead of 4');
    expect(text).toContain('held at 0.2');
  });

  it('changes what it is told to, and says what cannot be tried', async () => {
    const { text } = await why(documentOf({ scores: { 'sample@1': 0.95 } }), '--change', 'score, customer');
    expect(text).toContain('score 0.899999 instead of 0.95');
    expect(text).toContain('Not tried: customer, because payments1h looks history up by it');
  });

  it('tells what was missing, and that the fallback table spoke', async () => {
    const change = { scores: {}, missing: [{ fact: 'score:sample@1', reason: 'timeout' }], degraded: ['model:timeout'], features: {} };
    const { text } = await why(documentOf(change));
    expect(text).toContain('its row rest asks for review');
    expect(text).toContain('many-payments  ignored; missing: payments1h (it was not sent)');
    expect(text).toContain('Answered without\n  model:timeout');
  });

  it('says when another outcome was recorded, and answers machines in JSON', async () => {
    expect((await why(documentOf({}, 'pass'))).text).toContain('another outcome was recorded');
    const { text } = await why(documentOf(), '--json', '--counterfactual');
    expect(JSON.parse(text)).toMatchObject({
      asRecorded: true,
      story: { outcome: 'review', hits: [{ rule: 'many-payments' }] },
      counterfactuals: [{ status: 'found', found: { outcome: 'pass' } }],
    });
  });
});
