import { createHash } from 'node:crypto';

/** A Lua script that Redis knows by the SHA-1 of its text. */
export interface RedisScript {
  readonly source: string;
  readonly sha: string;
}

/** Names a script. */
export function redisScript(source: string): RedisScript {
  return { source, sha: createHash('sha1').update(source).digest('hex') };
}
