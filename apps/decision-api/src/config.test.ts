import { describe, expect, it } from 'vitest';
import { ConfigFault, readConfig } from './config.js';

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment, '/srv');
    return [];
  } catch (error) {
    if (error instanceof ConfigFault) return error.lines;
    throw error;
  }
}

describe('readConfig', () => {
  it('has a default for everything, with absolute paths', () => {
    expect(readConfig({}, '/srv')).toEqual({
      port: 8080,
      host: '127.0.0.1',
      dataDir: '/srv/.gavel',
      rulesDir: '/srv/rules',
      modelsDir: '/srv/models',
      modelServers: [],
      modelServerTimeoutMs: 500,
      flagsFile: '/srv/flags/flags.json',
      apiKeys: [],
      logLevel: 'info',
    });
  });

  it('takes what is set, and an empty variable as not set', () => {
    const config = readConfig(
      {
        PORT: '9090',
        HOST: '',
        DATABASE_URL: 'postgres://gavel@db:5432/gavel',
        GAVEL_API_KEYS: ' first-key-of-sixteen , second-key-of-sixteen ',
        UNLEASH_URL: 'http://flags:4242/api',
        UNLEASH_API_TOKEN: 'default:development.secret',
      },
      '/srv',
    );
    expect(config).toMatchObject({
      port: 9090,
      host: '127.0.0.1',
      databaseUrl: 'postgres://gavel@db:5432/gavel',
      apiKeys: ['first-key-of-sixteen', 'second-key-of-sixteen'],
      unleash: { url: 'http://flags:4242/api', token: 'default:development.secret' },
    });
  });

  it('takes servers of models, and names every fault of them', () => {
    const server = 'card-fraud/2=oip:http://gpu:8000/v2/models/card-fraud/versions/2';
    expect(
      readConfig({ GAVEL_MODEL_SERVERS: server, GAVEL_MODEL_SERVER_TIMEOUT_MS: '80', GAVEL_MODEL_BACKEND: 'webgpu' }, '/srv'),
    ).toMatchObject({
      modelBackend: 'webgpu',
      modelServers: [{ model: 'card-fraud', version: '2', protocol: 'oip' }],
      modelServerTimeoutMs: 80,
    });
    expect(faultsOf({ GAVEL_MODEL_SERVERS: 'a=b c=d', GAVEL_MODEL_SERVER_TIMEOUT_MS: '0', GAVEL_MODEL_BACKEND: 'gpu' })).toEqual([
      'GAVEL_MODEL_BACKEND: must be one of tensorflow-gpu, tensorflow, webgpu, wasm, cpu',
      expect.stringMatching(/^GAVEL_MODEL_SERVERS: a=b must be MODEL/),
      expect.stringMatching(/^GAVEL_MODEL_SERVERS: c=d must be MODEL/),
      'GAVEL_MODEL_SERVER_TIMEOUT_MS: must be 1 to 60000 milliseconds',
    ]);
  });

  it('lists every fault at once', () => {
    const lines = faultsOf({
      PORT: '99999',
      DATABASE_URL: 'mysql://x',
      LOG_LEVEL: 'loud',
      GAVEL_API_KEYS: 'short',
      UNLEASH_URL: 'flags',
      HOST: '::',
    });
    const named = lines.map((line) => line.split(':')[0]);
    expect(named).toEqual(
      expect.arrayContaining(['PORT', 'DATABASE_URL', 'LOG_LEVEL', 'GAVEL_API_KEYS', 'UNLEASH_URL', 'UNLEASH_API_TOKEN']),
    );
    expect(faultsOf({ PORT: 'x', HOST: '::' })).toHaveLength(2);
  });

  it('refuses an address open to the network without keys, and takes it with keys', () => {
    expect(faultsOf({ HOST: '0.0.0.0' })).toEqual([expect.stringMatching(/^HOST: 0\.0\.0\.0 is open to the network/)]);
    expect(faultsOf({ HOST: '0.0.0.0', GAVEL_API_KEYS: 'a-key-that-is-long-enough' })).toEqual([]);
  });

  it('wants the Unleash address and token together', () => {
    expect(faultsOf({ UNLEASH_URL: 'http://flags:4242/api' })).toEqual([expect.stringContaining('UNLEASH_API_TOKEN')]);
    expect(faultsOf({ UNLEASH_API_TOKEN: 'secret' })).toEqual([expect.stringContaining('UNLEASH_URL')]);
  });
});
