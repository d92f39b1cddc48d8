import { randomUUID } from 'node:crypto';
import { redisScript } from './redis-script.js';
import type { RedisLink } from './redis-link.js';

/** A lock that is not renewed for this long is free again: its holder has died or hangs. */
const HOLD_MS = 10_000;
const RENEW_EVERY_MS = 3000;

/** KEYS: lock, then names to set; ARGV: the holder, time in ms, values (empty: leave as it is). 0: the lock is somebody else's by now. */
const WHILE_HELD = redisScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
for i = 2, #KEYS do
  if ARGV[i + 1] ~= '' then redis.call('SET', KEYS[i], ARGV[i + 1]) end
end
return 1
`);

const RELEASE = redisScript(`if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`);

/** Scripts that a link of locks must know. */
export const LOCK_SCRIPTS = [WHILE_HELD, RELEASE];

/** The right to build a flow's history, for one replica at a time; renewed until it is released. */
export class FlowLock {
  readonly #link: RedisLink;
  readonly #key: string;
  readonly #holder = randomUUID();
  #renewal: NodeJS.Timeout | undefined;

  private constructor(link: RedisLink, key: string) {
    this.#link = link;
    this.#key = key;
  }

  /** Undefined: another replica has it. */
  static async take(link: RedisLink, key: string): Promise<FlowLock | undefined> {
    const lock = new FlowLock(link, key);
    const answer = await link.ask(['SET', key, lock.#holder, 'NX', 'PX', String(HOLD_MS)]);
    if (answer === null) return undefined;
    lock.#renewal = setInterval(() => void lock.set({}).catch(() => undefined), RENEW_EVERY_MS);
    return lock;
  }

  /** Sets keys, if the lock is still ours; rejects otherwise. */
  async set(values: Readonly<Record<string, string>>): Promise<void> {
    const held = await this.#link.run(
      WHILE_HELD,
      [this.#key, ...Object.keys(values)],
      [this.#holder, String(HOLD_MS), ...Object.values(values)],
    );
    if (held !== 1) throw new Error('the lock went to another replica');
  }

  /** Never rejects: a lock that cannot be released falls free by itself. */
  async release(): Promise<void> {
    clearInterval(this.#renewal);
    await this.#link.run(RELEASE, [this.#key], [this.#holder]).catch(() => undefined);
  }
}
