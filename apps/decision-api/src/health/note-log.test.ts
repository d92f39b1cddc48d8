import { expect, it } from 'vitest';
import { NoteLog } from './note-log.js';

it('tells once that a note came up, and once that it is over', async () => {
  const said: string[] = [];
  let notes: string[] = [];
  const log = new NoteLog(async () => notes, {
    warn: (text: unknown) => void said.push(String(text)),
    info: (text: unknown) => void said.push(String(text)),
  });
  await log.look();
  notes = ['the canary is not ready'];
  for (let n = 0; n < 3; n++) await log.look();
  notes = [];
  for (let n = 0; n < 3; n++) await log.look();
  log.close();
  expect(said).toEqual(['the canary is not ready', 'over: the canary is not ready']);
});
