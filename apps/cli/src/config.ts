import { z } from 'zod';
import { CommandFailure } from './command-failure.js';

/** What the environment tells the command line. An empty variable is taken as absent. */
export interface Settings {
  /** Where the service answers, without a slash at the end. */
  readonly url: string;
  readonly apiKey?: string;
  /** The folder that holds one folder per flow. */
  readonly rulesDir: string;
  readonly modelsDir: string;
  /** A PostgreSQL server; absent: the embedded one in `dataDir`. */
  readonly databaseUrl?: string;
  readonly dataDir: string;
}

const settingsSchema = z.object({
  GAVEL_URL: z
    .url({ protocol: /^https?$/, error: 'GAVEL_URL must be an http or https address, for example http://localhost:8080' })
    .default('http://localhost:8080'),
  GAVEL_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'GAVEL_API_KEY must be printable characters without blanks')
    .optional(),
  GAVEL_RULES_DIR: z.string().default('rules'),
  GAVEL_MODELS_DIR: z.string().default('models'),
  GAVEL_DATA_DIR: z.string().default('.gavel'),
  DATABASE_URL: z.string().optional(),
});

/** Reads the environment; throws a usage failure that names every fault. */
export function readSettings(env: Readonly<Record<string, string | undefined>> = process.env): Settings {
  const parsed = settingsSchema.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')));
  if (!parsed.success) throw new CommandFailure(2, parsed.error.issues.map((issue) => issue.message).join('\n'));
  const { GAVEL_URL: url, GAVEL_API_KEY: apiKey, DATABASE_URL: databaseUrl } = parsed.data;
  return {
    url: url.replace(/\/+$/, ''),
    rulesDir: parsed.data.GAVEL_RULES_DIR,
    modelsDir: parsed.data.GAVEL_MODELS_DIR,
    dataDir: parsed.data.GAVEL_DATA_DIR,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  };
}
