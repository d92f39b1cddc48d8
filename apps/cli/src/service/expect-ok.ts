import type { z } from 'zod';
import { CommandFailure } from '../command-failure.js';
import { refusalOf } from './refusal-of.js';
import type { Reply } from './service-client.js';

/** The body of a successful answer, checked. Throws a failure that says what was asked for and what the service said. */
export function expectOk<T>(reply: Reply, schema: z.ZodType<T>, what: string): T {
  if (reply.status === 401) {
    throw new CommandFailure(
      1,
      `The service did not give ${what}: it wants an API key. Set GAVEL_API_KEY to one of the keys it knows (its GAVEL_API_KEYS).`,
    );
  }
  if (reply.status !== 200) throw new CommandFailure(1, `The service did not give ${what}. ${refusalOf(reply).text}`);
  const parsed = schema.safeParse(reply.body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue === undefined ? '' : `: ${issue.path.join('.') || 'the document'}: ${issue.message}`;
  throw new CommandFailure(
    1,
    `The service gave ${what} in a form that this version of gavel does not know${place}. Are both of the same version?`,
  );
}
