import { resolve } from 'node:path';
import { BACKEND_NAMES, readModelServers, type BackendName, type ModelServer } from '@gavel/models';
import { z } from 'zod';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const MIN_KEY_LENGTH = 16;

const text = (fallback: string) => z.string().max(4096).default(fallback);
const url = (protocols: RegExp, what: string) => z.url({ protocol: protocols, error: `must be ${what}` }).exactOptional();

/** `a,b` → keys; each long enough not to be guessed. */
const apiKeys = z
  .string()
  .max(65_536)
  .default('')
  .transform((list) => list.split(',').flatMap((key) => (key.trim() === '' ? [] : [key.trim()])))
  .pipe(
    z
      .array(
        z
          .string()
          .regex(/^[!-~]*$/, 'a key holds visible ASCII characters only')
          .min(MIN_KEY_LENGTH, `a key has at least ${MIN_KEY_LENGTH} characters`),
      )
      .max(100, 'at most 100 keys'),
  );

/** `card-fraud/2=oip:http://…` → servers. */
const modelServers = z
  .string()
  .max(65_536)
  .default('')
  .transform((declared, context) => {
    const { servers, faults } = readModelServers(declared);
    for (const message of faults) context.addIssue({ code: 'custom', message });
    return servers;
  });

/** All that the environment may say. */
const environmentSchema = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number, 0 to 65535 (0: any free port)')
    .default('8080')
    .transform(Number)
    .pipe(z.number().max(65_535, 'must be a port number, 0 to 65535 (0: any free port)')),
  HOST: text('127.0.0.1'),
  DATABASE_URL: url(/^postgres(ql)?$/, 'a URL like postgres://user:password@host:5432/database'),
  REDIS_URL: url(/^rediss?$/, 'a URL like redis://user:password@host:6379/0, or rediss:// for TLS'),
  GAVEL_DATA_DIR: text('.gavel'),
  GAVEL_RULES_DIR: text('rules'),
  GAVEL_MODELS_DIR: text('models'),
  GAVEL_MODEL_BACKEND: z.enum(BACKEND_NAMES, `must be one of ${BACKEND_NAMES.join(', ')}`).exactOptional(),
  GAVEL_MODEL_SERVERS: modelServers,
  GAVEL_MODEL_SERVER_TIMEOUT_MS: z
    .string()
    .regex(/^\d{1,5}$/, 'must be 1 to 60000 milliseconds')
    .default('500')
    .transform(Number)
    .pipe(z.number().min(1, 'must be 1 to 60000 milliseconds').max(60_000, 'must be 1 to 60000 milliseconds')),
  GAVEL_FLAGS_FILE: text('flags/flags.json'),
  UNLEASH_URL: url(/^https?$/, 'a URL like http://localhost:4242/api'),
  UNLEASH_API_TOKEN: z.string().max(4096).exactOptional(),
  GAVEL_API_KEYS: apiKeys,
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
});

type Environment = Readonly<Record<string, string>>;

/** What no single variable can tell; looked at even when one of them is faulty, so that all faults come at once. */
function faultsBetween({ HOST: host = '127.0.0.1', ...set }: Environment): string[] {
  const faults: string[] = [];
  const { UNLEASH_URL: unleash, UNLEASH_API_TOKEN: token, GAVEL_API_KEYS: keys = '' } = set;
  if (unleash !== undefined && token === undefined)
    faults.push('UNLEASH_API_TOKEN: is needed with UNLEASH_URL: a backend token of your Unleash server');
  if (token !== undefined && unleash === undefined)
    faults.push('UNLEASH_URL: is needed with UNLEASH_API_TOKEN: the address of your Unleash server');
  if (keys.replaceAll(/[\s,]/g, '') === '' && !isLoopback(host)) {
    faults.push(`HOST: ${host} is open to the network, and there are no API keys: set GAVEL_API_KEYS, or HOST=127.0.0.1`);
  }
  return faults;
}

/** What the service runs on. Paths are absolute. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Absent: the embedded database under `dataDir`. */
  readonly databaseUrl?: string;
  /** Absent: history is kept in this process. */
  readonly redisUrl?: string;
  readonly dataDir: string;
  readonly rulesDir: string;
  readonly modelsDir: string;
  /** Exactly this, whatever else there is. Absent: the best that works. */
  readonly modelBackend?: BackendName;
  /** Servers that score model versions in this process's place. */
  readonly modelServers: readonly ModelServer[];
  /** Longest that a request to one of them may take. */
  readonly modelServerTimeoutMs: number;
  readonly flagsFile: string;
  /** Absent: flags come from `flagsFile`. */
  readonly unleash?: { readonly url: string; readonly token: string };
  readonly apiKeys: readonly string[];
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

/** The environment cannot be used; `lines` names every fault. */
export class ConfigFault extends Error {
  constructor(readonly lines: readonly string[]) {
    super(`the configuration cannot be used:\n${lines.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'ConfigFault';
  }
}

/** Reads the environment, once, before anything starts. An empty variable counts as not set. Throws ConfigFault with every fault at once. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  workingDir: string = process.cwd(),
): Config {
  const set: Environment = Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  const read = environmentSchema.safeParse(set);
  const lines = [...(read.error?.issues ?? []).map((issue) => `${String(issue.path[0])}: ${issue.message}`), ...faultsBetween(set)];
  if (!read.success || lines.length > 0) throw new ConfigFault(lines);
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, UNLEASH_URL: unleashUrl, UNLEASH_API_TOKEN: token, ...rest } = read.data;
  return {
    port: rest.PORT,
    host: rest.HOST,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(redisUrl === undefined ? {} : { redisUrl }),
    dataDir: resolve(workingDir, rest.GAVEL_DATA_DIR),
    rulesDir: resolve(workingDir, rest.GAVEL_RULES_DIR),
    modelsDir: resolve(workingDir, rest.GAVEL_MODELS_DIR),
    ...(rest.GAVEL_MODEL_BACKEND === undefined ? {} : { modelBackend: rest.GAVEL_MODEL_BACKEND }),
    modelServers: rest.GAVEL_MODEL_SERVERS,
    modelServerTimeoutMs: rest.GAVEL_MODEL_SERVER_TIMEOUT_MS,
    flagsFile: resolve(workingDir, rest.GAVEL_FLAGS_FILE),
    ...(unleashUrl === undefined || token === undefined ? {} : { unleash: { url: unleashUrl, token } }),
    apiKeys: rest.GAVEL_API_KEYS,
    logLevel: rest.LOG_LEVEL,
  };
}

/** Is this address of this machine alone? */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
