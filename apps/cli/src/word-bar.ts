import cliProgress from 'cli-progress';

/** A progress bar on standard error with words of one's own behind it: `start` and `update` take them as `{words}`. */
export function wordBar(): cliProgress.SingleBar {
  return new cliProgress.SingleBar({
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    fps: 5,
    barsize: 30,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    format: '  {bar}  {words}',
  });
}
