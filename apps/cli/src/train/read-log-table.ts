import {
  knownOf,
  labelsOfFlow,
  parseRecorded,
  type DecisionLog,
  type Known,
  type LabelTerms,
  type Policy,
  type RecordedDecision,
} from '@gavel/engine';
import type { FeatureTable, ModelInput } from '@gavel/models';
import { CommandFailure } from '../command-failure.js';
import { counted } from '../counted.js';
import { tableOfRows, type TableColumns } from './read-feature-table.js';
import type { TableCell, TableRow } from './table-cells.js';

/** A fact that becomes a column, in the kind that a model reads it as. */
type LogColumn = Pick<ModelInput, 'fact' | 'kind'>;

/** Decisions of a flow, as they were served, to learn from or to measure on. */
export interface LogTableRequest {
  readonly policy: Policy;
  /** What becomes a column; absent: every feature of the flow. */
  readonly inputs?: readonly LogColumn[] | undefined;
  /** When the log is read, epoch milliseconds, and how old a decision must be for its labels to have arrived. */
  readonly asOfMs: number;
  readonly labelAgeDays: number;
  readonly unlabelled?: TableColumns['unlabelled'] | undefined;
}

/** A table of the log, and what its reader should know of it. */
export interface LogTable {
  readonly table: FeatureTable;
  readonly notes: readonly string[];
}

const COLUMNS = { label: 'label', time: 'time', group: 'group', ignored: [] };
const CELL_OF_TRUTH: Readonly<Record<Known['truth'], TableCell>> = { fraud: 1, genuine: 0, open: '' };
const KIND_OF_TYPE: Readonly<Record<string, ModelInput['kind']>> = { number: 'number', boolean: 'boolean', string: 'category' };

/**
 * The decisions of a log as a table: facts as they were when each was decided, and what its latest label says of it. Nothing is computed
 * anew, so a model learns from just what it would have been asked with. Fails where nothing is old enough, and where a decision without
 * a label is neither to be taken nor left out.
 */
export async function readLogTable(log: DecisionLog, request: LogTableRequest): Promise<LogTable> {
  const inputs = request.inputs ?? featureInputs(request.policy);
  const rows = new LogRows(log, request, inputs);
  const kinds = new Map(inputs.map(({ fact, kind }) => [fact, kind]));
  const columns = { ...COLUMNS, ...(request.unlabelled === undefined ? {} : { unlabelled: request.unlabelled }) };
  const table = await tableOfRows({ title: `the log of ${request.policy.flow.name}`, rows: rows.read(), kinds }, columns, () => undefined);
  return { table, notes: rows.notes(table) };
}

/** Every feature of the catalogue, in the kind that a model reads it as. */
function featureInputs({ catalogue, factTypes }: Policy): readonly LogColumn[] {
  return catalogue.definitions.flatMap(({ name: fact }) => {
    const kind = KIND_OF_TYPE[factTypes.get(fact)?.kind ?? ''];
    return kind === undefined ? [] : [{ fact, kind }];
  });
}

class LogRows {
  #young = 0;
  #unlabelled = 0;
  #line = 0;
  readonly #terms: LabelTerms;

  constructor(
    private readonly log: DecisionLog,
    private readonly request: LogTableRequest,
    private readonly inputs: readonly LogColumn[],
  ) {
    const { asOfMs, labelAgeDays, policy } = request;
    this.#terms = { asOfMs, labelAgeDays, presumeGenuine: false, labels: labelsOfFlow(policy.flow) };
  }

  async *read(): AsyncGenerator<TableRow, undefined> {
    for await (const { lines } of this.log.recorded(this.request.policy.flow.name, {})) {
      for (const line of lines.split('\n')) {
        const decision = parseRecorded(line);
        const known = knownOf(decision.record.ask.eventTimeMs, decision.labels, this.#terms);
        if (!known.isMature) this.#young += 1;
        else yield this.#row(decision, known.truth);
      }
    }
    if (this.#line > 0) return;
    const { policy, labelAgeDays } = this.request;
    throw new CommandFailure(
      2,
      `The log has no decision of ${policy.flow.name} that is ${labelAgeDays} days old, and ${this.#young} that are younger.`,
    );
  }

  /** What was left out, and what no decision had. */
  notes({ rows, columns }: FeatureTable): readonly string[] {
    const { labelAgeDays, unlabelled } = this.request;
    const without = unlabelled === 'genuine' ? 'taken for genuine' : 'left out';
    const empty = [...columns].flatMap(([fact, { values }]) => (values.every(Number.isNaN) ? [fact] : []));
    return [
      `${counted(rows, 'decision')} of the log; ${this.#unlabelled} without a label ${without}, ${this.#young} younger than ${labelAgeDays} days left out.`,
      ...(empty.length === 0
        ? []
        : [`In none of them: ${empty.join(', ')}. What is new in the catalogue, gavel backfill computes for what was before.`]),
    ];
  }

  #row({ record: { ask, facts } }: RecordedDecision, truth: Known['truth']): TableRow {
    this.#line += 1;
    if (truth === 'open') this.#unlabelled += 1;
    const values: Readonly<Record<string, unknown>> = { ...ask.request, ...facts.features };
    const group = values[this.request.policy.flow.fields.stickiness];
    const cells = new Map<string, TableCell>([
      [COLUMNS.label, CELL_OF_TRUTH[truth]],
      [COLUMNS.time, ask.eventTimeMs],
      [COLUMNS.group, typeof group === 'string' ? group : ''],
    ]);
    for (const { fact } of this.inputs) cells.set(fact, cellOf(values[fact]));
    return { cells, line: this.#line };
  }
}

function cellOf(value: unknown): TableCell {
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' ? value : null;
}
