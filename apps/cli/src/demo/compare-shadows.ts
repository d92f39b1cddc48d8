import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { OUTCOMES, type Outcome } from '@gavel/engine';
import { askPatiently } from '../service/ask-patiently.js';
import type { ServiceClient } from '../service/service-client.js';
import { ServiceUnreachable } from '../service/service-unreachable.js';
import { noOutcomes, type OutcomeCounts } from './tally.js';

/** Champion against one candidate, on the same facts. */
export interface Comparison {
  readonly champion: string;
  readonly candidate: string;
  /** `matrix[champion's outcome][candidate's outcome]`: how many decisions. */
  readonly matrix: Readonly<Record<Outcome, OutcomeCounts>>;
  readonly compared: number;
  readonly flips: number;
  /** Of the flips, those where one of the two had no score (in time): they say nothing of the versions. */
  readonly flipsWithoutScore: number;
  /** The candidate gave no score, and so no verdict of its own. */
  readonly failed: number;
  /** Mean of the candidate's score minus the champion's; null where no decision has both. */
  readonly meanScoreShift: number | null;
}

/** What the shadows said of the decisions that were looked at. */
export interface ShadowReport {
  readonly lookedAt: number;
  /** Verdicts that should be there and are not (yet), and decisions that could not be read. */
  readonly outstanding: number;
  readonly comparisons: readonly Comparison[];
}

const outcome = z.enum(OUTCOMES);
const decisionSchema = z.object({
  assignment: z.object({ role: z.enum(['champion', 'canary']), shadows: z.array(z.string()) }),
  shadows: z.array(
    z.object({
      version: z.string(),
      status: z.enum(['judged', 'failed']),
      liveVersion: z.string(),
      liveOutcome: outcome,
      outcome,
      score: z.number().nullish(),
      liveScore: z.number().nullish(),
    }),
  ),
});
type ComparedDecision = z.infer<typeof decisionSchema>;

/** Shadows are judged after the answer, in a queue. */
const PATIENCE_MS = 3000;
const PAUSE_MS = 100;
const AT_ONCE = 8;

/** Nothing was compared. */
export const NO_SHADOWS: ShadowReport = { lookedAt: 0, outstanding: 0, comparisons: [] };

export interface CompareOptions {
  /** How long verdicts that are still to come are waited for, all of them together. */
  readonly patienceMs?: number;
  readonly onRead?: (done: number) => void;
}

/** Reads these decisions back and sets champion against candidate. */
export async function compareShadows(
  client: Pick<ServiceClient, 'get'>,
  decisionIds: readonly string[],
  { patienceMs = PATIENCE_MS, onRead }: CompareOptions = {},
): Promise<ShadowReport> {
  const waiting = decisionIds[Symbol.iterator]();
  const table = new Map<string, MutableComparison>();
  const untilMs = performance.now() + patienceMs;
  let outstanding = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (const id of waiting) {
      const decision = await readDecision(client, id, untilMs);
      outstanding += decision === undefined ? 1 : Math.max(0, decision.assignment.shadows.length - decision.shadows.length);
      if (decision !== undefined) add(table, decision);
      onRead?.((done += 1));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { lookedAt: decisionIds.length, outstanding, comparisons: [...table.values()].map(finished) };
}

async function readDecision(client: Pick<ServiceClient, 'get'>, id: string, untilMs: number): Promise<ComparedDecision | undefined> {
  for (;;) {
    const { result } = await askPatiently(() => client.get(`/v1/decisions/${encodeURIComponent(id)}`));
    const decision = decisionSchema.safeParse(result instanceof ServiceUnreachable ? undefined : result.body);
    if (!decision.success) return undefined;
    const { assignment, shadows } = decision.data;
    if (shadows.length >= assignment.shadows.length || performance.now() >= untilMs) return decision.data;
    await sleep(PAUSE_MS);
  }
}

interface MutableComparison {
  readonly champion: string;
  readonly candidate: string;
  readonly matrix: Record<Outcome, OutcomeCounts>;
  failed: number;
  flipsWithoutScore: number;
  shiftSum: number;
  shifts: number;
}

/** For the canary's share the champion stands among the shadows, so live and shadow change places. */
function add(table: Map<string, MutableComparison>, { assignment, shadows }: ComparedDecision): void {
  for (const shadow of shadows) {
    const isCanaryLive = assignment.role === 'canary';
    const live = { version: shadow.liveVersion, outcome: shadow.liveOutcome, score: shadow.liveScore };
    const [champion, candidate] = isCanaryLive ? [shadow, live] : [live, shadow];
    const key = `${champion.version} ${candidate.version}`;
    const entry = table.get(key) ?? emptyComparison(champion.version, candidate.version);
    table.set(key, entry);
    if (shadow.status === 'failed') {
      entry.failed += 1;
      continue;
    }
    entry.matrix[champion.outcome][candidate.outcome] += 1;
    if (typeof champion.score !== 'number' || typeof candidate.score !== 'number') {
      entry.flipsWithoutScore += champion.outcome === candidate.outcome ? 0 : 1;
      continue;
    }
    entry.shiftSum += candidate.score - champion.score;
    entry.shifts += 1;
  }
}

function emptyComparison(champion: string, candidate: string): MutableComparison {
  return {
    champion,
    candidate,
    matrix: { pass: noOutcomes(), review: noOutcomes(), block: noOutcomes() },
    failed: 0,
    flipsWithoutScore: 0,
    shiftSum: 0,
    shifts: 0,
  };
}

function finished({ shiftSum, shifts, ...comparison }: MutableComparison): Comparison {
  const cells = OUTCOMES.flatMap((from) => OUTCOMES.map((to) => ({ count: comparison.matrix[from][to], isFlip: from !== to })));
  const sum = (counted: typeof cells): number => counted.reduce((total, { count }) => total + count, 0);
  return {
    ...comparison,
    compared: sum(cells),
    flips: sum(cells.filter(({ isFlip }) => isFlip)),
    meanScoreShift: shifts === 0 ? null : shiftSum / shifts,
  };
}
