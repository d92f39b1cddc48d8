import { expect, it } from 'vitest';
import { Deadline } from './deadline.js';

it('tells everyone who waits, once, and nobody who gave up or came after it', () => {
  const deadline = new Deadline();
  const told: string[] = [];
  const listener = (name: string) => ({ onDeadline: () => void told.push(name) });
  const gone = listener('gone');
  for (const each of [listener('first'), gone, listener('last')]) deadline.listen(each);
  deadline.forget(gone);
  deadline.forget(gone);
  expect([deadline.isOver, told]).toEqual([false, []]);
  deadline.end();
  deadline.end();
  deadline.listen(listener('late'));
  deadline.end();
  expect([deadline.isOver, told]).toEqual([true, ['first', 'last']]);
});

it('tells the others when one forgets another while it is told', () => {
  const deadline = new Deadline();
  const told: string[] = [];
  const second = { onDeadline: () => void told.push('second') };
  deadline.listen({ onDeadline: () => deadline.forget(second) });
  deadline.listen(second);
  deadline.end();
  expect(told).toEqual(['second']);
});
