import { createApp, type GavelApp } from './app/create-app.js';
import { startUpLines } from './app/start-up-lines.js';
import { readConfig } from './config.js';

/** A stop that takes longer than this is ended by force. */
const STOP_TIMEOUT_MS = 20_000;

async function main(): Promise<void> {
  const gavel = await createApp(readConfig());
  stopOnSignals(gavel);
  await gavel.warm();
  const url = await gavel.listen().catch(async (error: unknown) => {
    await gavel.close();
    throw error;
  });
  process.stdout.write(`${startUpLines(url, gavel.parts).join('\n')}\n`);
}

function stopOnSignals(gavel: GavelApp): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    gavel.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`Gavel cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
