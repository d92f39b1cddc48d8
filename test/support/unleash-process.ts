import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Runs an Unleash server until SIGTERM. Arguments: the folder it is installed in, its database's URL, its port. */
interface UnleashModule {
  start(options: object): Promise<{ stop(): Promise<void> }>;
}

const [folder = '', databaseUrl = '', port = ''] = process.argv.slice(2);
const entry = createRequire(`${folder}/`).resolve('unleash-server');
const unleash = (await import(pathToFileURL(entry).href)) as UnleashModule;
const server = await unleash.start({
  databaseUrl,
  server: { host: '127.0.0.1', port: Number(port) },
  authentication: { initialAdminUser: { username: 'admin', password: 'unleash4all' } },
  versionCheck: { enable: false },
  telemetry: false,
  logLevel: 'warn',
});
process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)));
