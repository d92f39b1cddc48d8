import type { Fault, FlagContext, Flags } from '@gavel/engine';
import type { Logger } from 'pino';
import { Unleash } from 'unleash-client';
import { checkFlags, type FlagSet } from './flag-document.js';
import type { FlagSnapshot } from './flag-snapshot.js';
import type { FlagSource } from './flag-source.js';
import { silenceOf, splitOf, strangeStickiness, type FlagPart } from './flag-split.js';
import { HeldFlags } from './held-flags.js';

export interface FlagServiceParts {
  readonly source: FlagSource;
  readonly snapshot: FlagSnapshot;
  readonly logger: Logger;
  /** Set for a server: unleash-client registers there and reports how often flags were asked. */
  readonly report?: { readonly url: string; readonly token: string };
  readonly onReload: (result: 'taken' | 'refused') => void;
  /** Epoch milliseconds. */
  readonly wallMs: () => number;
}

const READ_TIMEOUT_MS = 2500;
const MAX_BACKOFF = 10;
const SNAPSHOT_EVERY_MS = 60_000;

/** The engine's flags: evaluated by unleash-client on the last good definitions, which are polled from a file or a server. */
export class FlagService implements Flags {
  private readonly held = new HeldFlags();
  private readonly unleash: Unleash;
  private inForce: 'source' | 'snapshot' | 'none' = 'none';
  private confirmedAtMs = 0;
  private savedAtMs = 0;
  private refusals: readonly Fault[] = [];
  private outage: Fault | undefined;
  private failures = 0;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  private constructor(private readonly parts: FlagServiceParts) {
    const { report, logger } = parts;
    this.unleash = new Unleash({
      appName: 'gavel',
      url: report?.url ?? 'http://localhost/',
      repository: this.held,
      disableMetrics: report === undefined,
      disableAutoStart: true,
      skipInstanceCountWarning: true,
      ...(report === undefined ? {} : { customHeaders: { Authorization: report.token } }),
    });
    this.unleash.on('warn', (warning: unknown) => logger.warn({ warning: String(warning) }, 'flags'));
    this.unleash.on('error', (error: unknown) => logger.warn({ err: error }, 'flags'));
  }

  /** Flags from their source, else from our snapshot, else none: then the champion decides. Never rejects for want of flags. */
  static async open(parts: FlagServiceParts): Promise<FlagService> {
    const service = new FlagService(parts);
    await service.poll();
    if (service.inForce === 'none') await service.takeSnapshot();
    await service.unleash.start();
    service.schedule();
    return service;
  }

  variant(flag: string, { stickiness, key }: FlagContext): string | undefined {
    try {
      const found = this.unleash.getVariant(flag, { userId: key, properties: { [stickiness]: key } });
      const payload = found.enabled ? found.payload?.value.trim() : undefined;
      return payload === '' ? undefined : payload;
    } catch (error) {
      this.parts.logger.error({ err: error, flag }, 'a flag could not be evaluated; the champion decides');
      return undefined;
    }
  }

  status(): ReturnType<Flags['status']> {
    if (this.inForce === 'none') return { source: 'none', ageMs: 0 };
    const ageMs = Math.max(0, this.parts.wallMs() - this.confirmedAtMs);
    return { source: this.inForce === 'snapshot' ? 'snapshot' : this.parts.source.kind, ageMs };
  }

  /** How a flag splits the traffic, largest part first. */
  split(flag: string): readonly FlagPart[] {
    return splitOf(this.held.current.features.get(flag));
  }

  /** Why a flag that is on says nothing to some whom it reaches; undefined: it is off, or says something. */
  silence(flag: string): string | undefined {
    return silenceOf(this.held.current.features.get(flag));
  }

  /** What a flag that is on sticks to, beside what a flow with this stickiness field gives. */
  strangeStickiness(flag: string, field: string): readonly string[] {
    return strangeStickiness(this.held.current.features.get(flag), field);
  }

  /** What is wrong with the source; empty when all is well. */
  faults(): readonly Fault[] {
    return this.outage === undefined ? this.refusals : [this.outage, ...this.refusals];
  }

  get origin(): string {
    return this.parts.source.origin;
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.unleash.destroy();
  }

  private schedule(): void {
    if (this.closed) return;
    const backoff = this.parts.source.kind === 'unleash' ? Math.min(this.failures, MAX_BACKOFF) : 0;
    const waitMs = this.parts.source.pollMs * (1 + backoff);
    this.timer = setTimeout(() => void this.poll().finally(() => this.schedule()), waitMs).unref();
  }

  private async poll(): Promise<void> {
    try {
      const text = await this.parts.source.read(AbortSignal.timeout(READ_TIMEOUT_MS));
      this.failures = 0;
      this.outage = undefined;
      const changed = text !== undefined && this.take(text);
      await this.confirm(changed);
    } catch (error) {
      this.failures += 1;
      this.report(error);
    }
  }

  /** Takes what is good of a document: a flag that is refused keeps its last good definition. */
  private take(text: string): boolean {
    const { set, refused, faults } = checkFlags(this.origin, text);
    this.refusals = faults;
    for (const fault of faults) this.parts.logger.error({ fault }, 'flags refused; the last good ones stay in force');
    if (faults.length > 0) this.parts.onReload('refused');
    if (set === undefined) return false;
    this.held.replace(withLastGood(set, refused, this.held.current));
    this.inForce = 'source';
    this.parts.onReload('taken');
    return true;
  }

  /** What the source has just said again is as fresh as if it were new; a document that was refused confirms nothing. */
  private async confirm(changed: boolean): Promise<void> {
    if (this.inForce !== 'source' || (this.refusals.length > 0 && !changed)) return;
    this.confirmedAtMs = this.parts.wallMs();
    if (!changed && this.confirmedAtMs - this.savedAtMs < SNAPSHOT_EVERY_MS) return;
    this.savedAtMs = this.confirmedAtMs;
    await this.parts.snapshot
      .save(this.held.current, this.confirmedAtMs)
      .catch((error: unknown) => this.parts.logger.warn({ err: error }, 'the flag snapshot could not be written'));
  }

  private async takeSnapshot(): Promise<void> {
    const kept = await this.parts.snapshot.load();
    if (kept === undefined) return;
    this.held.replace(kept.set);
    this.inForce = 'snapshot';
    this.confirmedAtMs = kept.savedAtMs;
  }

  /** An outage is logged once, not at every poll. */
  private report(error: unknown): void {
    const message = `The flags cannot be read: ${describe(error)}.`;
    const fault: Fault = {
      file: this.origin,
      pointer: '',
      message,
      mend: 'The last known flags stay in force; without any, the champion decides.',
    };
    if (this.outage === undefined) this.parts.logger.error({ fault }, 'flags out of reach');
    this.outage = fault;
  }
}

function withLastGood(set: FlagSet, refused: readonly string[], before: FlagSet): FlagSet {
  const features = new Map(set.features);
  for (const name of refused) {
    const good = before.features.get(name);
    if (good !== undefined) features.set(name, good);
  }
  return { features, segments: set.segments };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? `${error.message}: ${error.cause.message}` : error.message;
}
