import { writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { samplePolicy } from '../testing/sample-flow.js';
import { flagDocument, sampleRequest, startSample, type SampleOptions, type SampleService } from '../testing/sample-service.js';

const open: SampleService[] = [];

async function start(options: SampleOptions = {}): Promise<SampleService> {
  const service = await startSample(options);
  open.push(service);
  return service;
}

afterEach(async () => {
  for (const service of open.splice(0)) await service.close();
});

describe('flows', () => {
  it('shows what is in force, and who decides', async () => {
    const service = await start({ flags: { 'gavel.sample.shadow': '2, 1' } });
    expect((await service.get('/v1/flows')).body).toEqual({
      flows: [{ name: 'sample', title: 'Sample payments', policy: samplePolicy().hash }],
    });
    expect((await service.get('/v1/flows/sample')).body).toMatchObject({
      champion: '1',
      canary: null,
      shadows: ['2'],
      shadowsReady: [],
      rules: 2,
      schema: { type: 'object' },
    });
    await writeFile(service.flagsFile, flagDocument({ 'gavel.sample.canary': '2' }));
    await expect.poll(async () => (await service.get('/v1/flows/sample')).body.canary).toEqual({ version: '2', share: 100, ready: false });
    expect((await service.get('/health')).body.notes.join()).toContain('the canary sample@2 is not ready');
    service.models.answer('sample', '2', 0.2);
    expect((await service.get('/v1/flows/sample')).body.canary.ready).toBe(true);
    expect((await service.get('/health')).body.notes).toEqual([]);
  });

  it('has a note for a flag that is on and names no version, until it does', async () => {
    const service = await start({ flags: { 'gavel.sample.canary': ' ', 'gavel.sample.shadow': '' } });
    expect((await service.post(sampleRequest())).body).toMatchObject({ model: { version: '1' } });
    expect((await service.get('/v1/flows/sample')).body).toMatchObject({ canary: null, shadows: [] });
    const { body } = await service.get('/health');
    expect(body).toMatchObject({ status: 'degraded' });
    expect(body.notes).toEqual([
      'the flag gavel.sample.canary is on and names no version (the payload of "v" among its variants is empty): the champion decides instead of a canary there',
      'the flag gavel.sample.shadow is on and names no version (the payload of "v" among its variants is empty): nothing is compared there',
    ]);
    await writeFile(service.flagsFile, flagDocument({ 'gavel.sample.canary': '1' }));
    await expect.poll(async () => (await service.get('/health')).body.notes).toEqual([]);
  });

  it('has an example that decides', async () => {
    const service = await start();
    const { text } = await service.get('/v1/flows/sample/example');
    expect((await service.post(text)).body.outcome).toBe('pass');
  });

  it('gives the policy, and the files of one that was replaced', async () => {
    const service = await start();
    const before = await service.get('/v1/flows/sample/policy');
    expect(before.body).toMatchObject({
      hash: samplePolicy().hash,
      definition: { unknownReason: 'NOT_KNOWN' },
      rules: { 'amount.rules.json': { rules: [{ name: 'large' }, { name: 'frequent' }] } },
    });
    const flow = samplePolicy().files['flow.json']!;
    service.folder.policy = samplePolicy({ 'flow.json': flow.replace('For tests.', 'For other tests.') });
    await service.parts.policies.reload();
    expect((await service.get('/v1/flows/sample/policy')).body.hash).not.toBe(before.body.hash);
    const kept = await service.get(`/v1/flows/sample/policy?hash=${before.body.hash}`);
    expect(kept.body).toEqual({ flow: 'sample', hash: before.body.hash, files: samplePolicy().files });
    expect((await service.get(`/v1/flows/sample/policy?hash=${'0'.repeat(64)}`)).status).toBe(404);
    expect((await service.get('/v1/flows/sample/policy?hash=1')).status).toBe(400);
  });
});
