import { createServer, type Server } from 'node:http';
import { judge, loadPolicy, withModelVersion, type Facts, type JsonObject, type Policy } from '@gavel/engine';
import { sampleFlow } from '@gavel/engine/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { runProgram } from '../program.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A service that hands out these documents by path and query. */
async function serve(documents: Readonly<Record<string, unknown>>): Promise<string> {
  const server = createServer(({ url = '', headers }, response) => {
    const known = headers.authorization === 'Bearer secret';
    const body = known ? documents[url] : { type: 'urn:gavel:problem:missing-api-key', title: 'A key is needed' };
    const missing = { type: 'urn:gavel:problem:unknown-decision', title: 'There is no such decision', detail: `Not ${url}.` };
    response.writeHead(known ? (body === undefined ? 404 : 200) : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? missing));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

function policyOf(files: Readonly<Record<string, string>>): Policy {
  const loaded = loadPolicy(files);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  return loaded.value;
}

const FILES = sampleFlow();
const POLICY = policyOf(FILES);
const REQUEST: JsonObject = { id: 'r1', at: '2026-03-01T12:00:00Z', customer: 'c1', card: 'k1', amount: 100 };
const FACTS: Omit<Facts, 'request'> = {
  features: { payments1h: 4, spent1h: 400, sinceLast: 60 },
  scores: { 'sample@1': 0.2, 'sample@2': 0.123456789012345 },
  missing: [],
  degraded: [],
};

/** The record of a canary's decision, as the service hands it out. */
function record(change: { readonly facts?: object; readonly verdict?: object } = {}): object {
  const verdict = judge(withModelVersion(POLICY, '2'), { request: REQUEST, ...FACTS });
  return {
    ask: { decisionId: 'd1', flow: 'sample', request: REQUEST, eventTimeMs: 0, receivedAtMs: 0, idempotencyKey: 'r1', bodyHash: '' },
    policy: POLICY.hash,
    assignment: { role: 'canary', version: '2', shadows: ['1'], flags: { source: 'file', ageMs: 5 }, notes: [] },
    facts: { ...FACTS, ...change.facts },
    verdict: { ...verdict, ...change.verdict },
    timings: { gatherMs: 1, judgeMs: 1 },
    shadows: [],
    labels: [],
  };
}

const policyPath = `/v1/flows/sample/policy?hash=${POLICY.hash}`;
const kept = { flow: 'sample', hash: POLICY.hash, files: FILES };

async function replay(
  documents: Readonly<Record<string, unknown>>,
  args: readonly string[] = [],
  key = 'secret',
): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const terminal = { out: (text: string) => void lines.push(text), err: (text: string) => void lines.push(text), interactive: false };
  const code = await runProgram(['replay', 'd1', ...args], { terminal, env: { GAVEL_URL: await serve(documents), GAVEL_API_KEY: key } });
  return { code, text: lines.join('\n') };
}

describe('gavel replay', () => {
  it('judges a recorded decision again with its own version, and finds the same', async () => {
    const { code, text } = await replay({ '/v1/decisions/d1': record(), [policyPath]: kept });
    expect(text).toContain('The same outcome, reasons and score.');
    for (const part of ['canary 2', 'MANY (rule many-payments)', '0.123456789012345']) expect(text).toContain(part);
    expect(code).toBe(0);
  });

  it('finds another outcome, other reasons and a score that differs in its last digit', async () => {
    const verdict = { outcome: 'pass', reasons: [], score: 0.123456789012346 };
    const { code, text } = await replay({ '/v1/decisions/d1': record({ verdict }), [policyPath]: kept }, ['--json']);
    expect(JSON.parse(text)).toMatchObject({ same: false, compared: [{ same: false }, { same: false }, { same: false }] });
    expect(code).toBe(1);
  });

  it('takes a missing score for missing', async () => {
    const facts = { scores: {}, missing: [{ fact: 'score:sample@2', reason: 'timeout' }], degraded: ['model:timeout'] };
    const without = judge(withModelVersion(POLICY, '2'), { request: REQUEST, ...FACTS, ...facts });
    const document = JSON.parse(JSON.stringify(record({ facts, verdict: { ...without, score: undefined } })));
    const { code, text } = await replay({ '/v1/decisions/d1': document, [policyPath]: kept });
    expect(text).toContain('(missing)');
    expect(code).toBe(0);
  });

  it('does not judge by files whose hash is not the recorded one', async () => {
    const files = { ...FILES, 'policy.json': (FILES['policy.json'] ?? '').replace('0.5', '0.6') };
    const { code, text } = await replay({ '/v1/decisions/d1': record(), [policyPath]: { ...kept, files } });
    expect(text).toContain('Nothing was judged.');
    expect(code).toBe(1);
  });

  it('says that there is no such decision, and that a key is wanted', async () => {
    expect(await replay({})).toMatchObject({ code: 1, text: expect.stringContaining('There is no such decision') });
    expect(await replay({}, [], 'wrong')).toMatchObject({ code: 1, text: expect.stringContaining('Set GAVEL_API_KEY') });
  });

  it('does not take another document for a record', async () => {
    const { code, text } = await replay({ '/v1/decisions/d1': { ...record(), facts: {} } });
    expect(text).toContain('facts.features');
    expect(code).toBe(1);
  });
});
