import { faultLine, type Checked, type Fault, type Policy } from '@gavel/engine';
import type { Logger } from 'pino';
import type { FlowReader } from './flow-reader.js';

/** A flow with the policy in force, and what is wrong with the files that lie there now. */
export interface HeldFlow {
  readonly policy: Policy;
  /** Epoch milliseconds. */
  readonly sinceMs: number;
  /** Empty when the policy in force is what lies in the folder. */
  readonly faults: readonly Fault[];
}

export interface HolderParts {
  readonly reader: FlowReader;
  /** Does what must be done before a policy may decide (keep its files, build its history); a rejection leaves the old one in force. */
  readonly prepare: (policy: Policy, before: Policy | undefined) => Promise<void>;
  /** What a policy needs and is not there now. It does not replace one that needs something else, until it is. */
  readonly lacks?: (policy: Policy) => readonly Fault[];
  /** Told after a policy has come into force. */
  readonly onTaken: (policy: Policy) => Promise<void>;
  readonly onReload: (result: 'taken' | 'refused') => void;
  readonly logger: Logger;
  readonly wallMs: () => number;
  readonly retryMs?: number;
}

/** The rules folder cannot be started on. */
export class FlowsRefused extends Error {
  constructor(readonly faults: readonly Fault[]) {
    super(`the rules cannot be used:\n${faults.map((fault) => `  ${faultLine(fault)}`).join('\n')}`);
    this.name = 'FlowsRefused';
  }
}

const RETRY_MS = 5000;
/** A look that fails again and again comes more and more seldom, up to 64 times as late. */
const MAX_DOUBLINGS = 6;
/** Looks in a row that may be given up for a newer change; a folder that never rests is taken as it was found then. */
const MAX_OVERTAKEN = 3;
/** /health has them all. */
const FAULTS_LOGGED = 5;
const NO_FLOW: Fault = {
  pointer: '',
  message: 'There is no flow in the rules folder.',
  mend: 'A flow is a folder with a flow.json; set GAVEL_RULES_DIR to the folder that holds them.',
};

/** What lies in the rules folder before anything else is started: good policies, and faults by flow. Rejects with FlowsRefused when there is no flow. */
export async function loadAll(
  reader: FlowReader,
): Promise<{ readonly policies: readonly Policy[]; readonly refused: ReadonlyMap<string, readonly Fault[]> }> {
  const loaded = await Promise.all((await reader.list()).map(async (name) => [name, await reader.load(name)] as const));
  if (loaded.length === 0) throw new FlowsRefused([NO_FLOW]);
  return {
    policies: loaded.flatMap(([, result]) => (result.ok ? [result.value] : [])),
    refused: new Map(loaded.flatMap(([name, result]) => (result.ok ? [] : [[name, result.faults]]))),
  };
}

/** The policies in force. Each changes in one step, and only for one that was checked whole; what is refused is told and changes nothing. */
export class PolicyHolder {
  private flows: ReadonlyMap<string, HeldFlow> = new Map();
  /** Flows that were never good. */
  private strays: ReadonlyMap<string, readonly Fault[]> = new Map();
  /** Flows whose new policy waits for what it lacks. */
  private readonly waiting = new Set<string>();
  private running: Promise<void> | undefined;
  private wanted = false;
  private retry: NodeJS.Timeout | undefined;
  /** Looks in a row of which something has to be tried again. */
  private failures = 0;
  private overtaken = 0;
  private closed = false;

  private constructor(private readonly parts: HolderParts) {}

  /** Puts the flows in force that are good as they lie there, with no faults, and those that served last in the place of refused files. */
  static async open(flows: readonly Pick<HeldFlow, 'policy' | 'faults'>[], parts: HolderParts): Promise<PolicyHolder> {
    const holder = new PolicyHolder(parts);
    for (const { policy, faults } of flows) {
      await holder.take(policy.flow.name, policy);
      if (faults.length > 0) holder.refuse(policy.flow.name, faults);
    }
    return holder;
  }

  get(flow: string): HeldFlow | undefined {
    return this.flows.get(flow);
  }

  all(): readonly HeldFlow[] {
    return [...this.flows.values()];
  }

  /** Faults of everything that is not in force as it lies there, by flow. */
  refused(): Readonly<Record<string, readonly Fault[]>> {
    const held = [...this.flows].flatMap(([name, { faults }]) => (faults.length === 0 ? [] : [[name, faults] as const]));
    return Object.fromEntries([...held, ...this.strays]);
  }

  /** Looks at the folder again. Calls during a look are one more look after it. */
  reload(): Promise<void> {
    this.wanted = true;
    this.running ??= this.work().finally(() => (this.running = undefined));
    return this.running;
  }

  /** To be called when what policies may lack has changed. */
  async reloadWaiting(): Promise<void> {
    if (this.waiting.size > 0) await this.reload();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.retry);
  }

  private async work(): Promise<void> {
    while (this.wanted && !this.closed) {
      this.wanted = false;
      const { failures } = this;
      await this.lookOnce().catch((error: unknown) => this.tryLater(error));
      if (this.failures === failures) this.failures = 0;
    }
  }

  private async lookOnce(): Promise<void> {
    const names = new Set(await this.parts.reader.list().catch((error: unknown) => this.refuseAll(error)));
    this.strays = new Map([...this.strays].filter(([name]) => names.has(name)));
    for (const name of names) {
      const result = await this.load(name);
      if (this.isOvertaken()) return;
      await this.settle(name, result);
    }
    for (const name of this.flows.keys()) {
      if (!names.has(name))
        this.refuse(name, [
          { file: name, pointer: '', message: 'The folder of this flow is gone.', mend: 'Put it back, or restart without it.' },
        ]);
    }
  }

  /** Without the folder nothing can be said of any flow. Rejects with the error, so that it is looked at again. */
  private refuseAll(error: unknown): never {
    const message = `The rules folder cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
    for (const name of this.flows.keys())
      this.refuse(name, [{ file: name, pointer: '', message, mend: 'Put it back, or make it readable.' }]);
    throw error;
  }

  /** What lies there; that it could not be looked at is a fault too, and is tried again. */
  private async load(name: string): Promise<Checked<Policy>> {
    try {
      return await this.parts.reader.load(name, this.flows.get(name)?.policy);
    } catch (error) {
      this.tryLater(error);
      const message = `The policy could not be checked: ${error instanceof Error ? error.message : String(error)}.`;
      return { ok: false, faults: [{ file: name, pointer: '', message, mend: 'It is tried again by itself.' }] };
    }
  }

  /** The files have changed while they were looked at: what was found is out of date, and the next look follows at once. */
  private isOvertaken(): boolean {
    this.overtaken = this.wanted ? this.overtaken + 1 : 0;
    return this.wanted && this.overtaken <= MAX_OVERTAKEN;
  }

  private async settle(name: string, result: Checked<Policy>): Promise<void> {
    this.waiting.delete(name);
    if (!result.ok) return this.refuse(name, result.faults);
    const held = this.flows.get(name);
    if (held?.policy.hash === result.value.hash) return this.keep(name, held);
    const lacks = held === undefined || isSameModel(held.policy, result.value) ? [] : (this.parts.lacks?.(result.value) ?? []);
    if (lacks.length > 0) {
      this.waiting.add(name);
      return this.refuse(name, lacks);
    }
    try {
      await this.take(name, result.value);
    } catch (error) {
      const message = `The policy could not be put in force: ${error instanceof Error ? error.message : String(error)}.`;
      this.refuse(name, [{ file: name, pointer: '', message, mend: 'It is tried again by itself.' }]);
      this.tryLater(error);
    }
  }

  /** What lies there is what is in force. */
  private keep(name: string, held: HeldFlow): void {
    if (held.faults.length === 0) return;
    this.put(name, { ...held, faults: [] });
    this.parts.logger.info({ flow: name, policy: held.policy.hash }, `the files of ${name} are good again`);
  }

  private async take(name: string, policy: Policy): Promise<void> {
    const before = this.flows.get(name)?.policy;
    await this.parts.prepare(policy, before);
    this.put(name, { policy, sinceMs: this.parts.wallMs(), faults: [] });
    await this.parts.onTaken(policy);
    if (before === undefined) return;
    this.parts.onReload('taken');
    this.parts.logger.info({ flow: name, before: before.hash, policy: policy.hash }, 'a new policy is in force');
  }

  private refuse(name: string, faults: readonly Fault[]): void {
    const held = this.flows.get(name);
    const told = JSON.stringify(held?.faults ?? this.strays.get(name));
    if (held === undefined) this.strays = new Map([...this.strays, [name, faults]]);
    else this.put(name, { ...held, faults });
    if (told === JSON.stringify(faults)) return;
    this.parts.onReload('refused');
    const logged = faults.slice(0, FAULTS_LOGGED);
    const count = faults.length > FAULTS_LOGGED ? `${faults.length} faults, the first ${FAULTS_LOGGED}: ` : '';
    const lines = logged.map(faultLine).join('; ');
    const instead =
      held === undefined
        ? `policy refused, and ${name} was never good: it decides nothing`
        : 'policy refused, the last good one stays in force';
    this.parts.logger.error(
      { flow: name, ...(held === undefined ? {} : { policy: held.policy.hash }), faults: logged, count: faults.length },
      `${instead}: ${count}${lines}`,
    );
  }

  private put(name: string, held: HeldFlow): void {
    this.flows = new Map([...this.flows, [name, held]]);
    this.strays = new Map([...this.strays].filter(([stray]) => stray !== name));
  }

  private tryLater(error: unknown): void {
    this.parts.logger.debug({ err: error }, 'the rules are looked at again in a while');
    clearTimeout(this.retry);
    const delayMs = (this.parts.retryMs ?? RETRY_MS) * 2 ** Math.min(this.failures, MAX_DOUBLINGS);
    this.failures += 1;
    if (!this.closed) this.retry = setTimeout(() => void this.reload(), delayMs).unref();
  }
}

/** Whether its model is ready or not, a policy with the same model as before makes nothing worse. */
function isSameModel({ model: before }: Policy, { model: after }: Policy): boolean {
  return before?.name === after?.name && before?.version === after?.version;
}
