import { describe, expect, it } from 'vitest';
import { openStore } from './open-store.js';

const open = (databaseUrl: string): Promise<unknown> => openStore({ databaseUrl, dataDir: 'unused', waitForServerMs: 0 });

describe('openStore with a URL that leads nowhere', () => {
  it('says where it tried, and never the password', async () => {
    const opening = open('postgresql://teller:s3cret@127.0.0.1:1/bank');
    await expect(opening).rejects.toMatchObject({ name: 'StoreOpenError', message: expect.stringContaining('127.0.0.1:1/bank') });
    await expect(opening).rejects.not.toMatchObject({ message: expect.stringContaining('s3cret') });
  });

  it('waits for a server that may still be starting, and says so once', async () => {
    const warnings: string[] = [];
    const logger = { info: () => undefined, warn: (message: string) => warnings.push(message), error: () => undefined };
    const opening = openStore({ databaseUrl: 'postgresql://127.0.0.1:1/bank', dataDir: 'unused', waitForServerMs: 600, logger });
    await expect(opening).rejects.toMatchObject({ name: 'StoreOpenError' });
    expect(warnings).toEqual([expect.stringContaining('waiting for PostgreSQL')]);
  });

  it.each(['mysql://a:s3cret@b/c', 's3cret', 'postgresql://user:s3cret%@host/db'])('refuses %s', async (url) => {
    await expect(open(url)).rejects.toMatchObject({ name: 'StoreOpenError', message: expect.stringContaining('DATABASE_URL') });
    await expect(open(url)).rejects.not.toMatchObject({ message: expect.stringContaining('s3cret') });
  });
});
