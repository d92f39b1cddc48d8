import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../program.js';

const RULES = resolve(import.meta.dirname, '../../../../rules');

async function explain(...args: readonly string[]): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const terminal = { out: (text: string) => void lines.push(text), err: (text: string) => void lines.push(text), interactive: false };
  const code = await runProgram(['explain', ...args, '--rules', RULES], { terminal, env: {} });
  return { code, text: lines.join('\n') };
}

describe('gavel explain', () => {
  it('tells a shipped rule, with nested conditions and the words of the catalogue', async () => {
    const { code, text } = await explain('young-account-large');
    expect(code).toBe(0);
    for (const part of [
      'card-fraud/behaviour.rules.json',
      'Sends a payment to review when all of these hold:',
      '  • amountEur is at least 500 EUR',
      '  • at least one of these holds:\n    • channel is transfer',
      'YOUNG_ACCOUNT: A large payment from an account that was opened only recently.',
      'owned by card-fraud-team',
    ])
      expect(text).toContain(part);
    expect(text.split('\n').every((line) => line.length <= 100)).toBe(true);
  });

  it('answers machines in JSON', async () => {
    const { text } = await explain('denied-card', '--json', '--flow', 'card-fraud');
    expect(JSON.parse(text)).toMatchObject({ rules: [{ flow: 'card-fraud', rule: 'denied-card', step: 'denyList' }] });
  });

  it('completes the beginning of one name', async () => {
    expect(await explain('young-account-l')).toEqual(await explain('young-account-large'));
    expect((await explain('card-')).code).toBe(2);
  });

  it('suggests the rule that is a typing error away, and else the nearest first', async () => {
    expect((await explain('card-burst-in-a-minutes')).text).toContain('Did you mean "card-burst-in-a-minute"?');
    expect((await explain('burst-of-something-else-in-a-minute')).text).toMatch(/Did you mean [a-z-]*burst-in-a-minute or/);
  });

  it('suggests rules of a like name', async () => {
    expect(await explain('cadr-burst')).toMatchObject({ code: 2, text: expect.stringContaining('Did you mean card-burst-in-a-minute') });
    expect(await explain('denied-card', '--flow', 'nope')).toMatchObject({
      code: 2,
      text: expect.stringContaining('There is no flow "nope"'),
    });
  });
});
