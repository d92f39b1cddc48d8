import type { ModelFormat } from '../artifact/artifact-schema.js';
import type { BackendName } from '../runtime/load-backend.js';
import type { Table } from './table.js';

/** The two files of a model, whatever its format. */
export interface ModelFiles {
  readonly modelJson: Uint8Array;
  /** Little-endian. */
  readonly weights: Uint8Array;
}

/** What every family of models is trained on. */
export interface TrainRequest<Options> {
  /** Scaled rows to learn from. */
  readonly train: Table;
  /** Scaled rows, later than those: when they are no longer scored better, training stops. Without them it runs to its end. */
  readonly watch?: Table;
  readonly options: Options;
  readonly seed: number;
  /**
   * Default `wasm`: specified to the bit, and a network's batches are cut into the same parts with one thread and with two: so the same
   * request gives the same bytes on any machine.
   */
  readonly backend?: BackendName;
  /** Of a network's training. Default: two where there are cores and work for them. The bytes are the same with one. */
  readonly threads?: 1 | 2;
  readonly onRound?: (progress: RoundProgress) => void;
}

/** Where a training stands after a round: an epoch of a network, a tree of an ensemble. */
export interface RoundProgress {
  readonly round: number;
  /** Mean log loss, prior corrected: lower is better. Of the rows learnt from, while they were being learnt from. */
  readonly trainLoss: number;
  /** The same of the rows watched; absent when none are. */
  readonly watchLoss?: number;
  readonly bestRound: number;
}

/** A model trained, with its files. */
export interface TrainedModel extends ModelFiles {
  readonly format: ModelFormat;
  readonly backend: BackendName | 'none';
  /** Versions of what computed it. */
  readonly libraries: Record<string, string>;
  readonly rounds: number;
  /** The round that was kept. */
  readonly bestRound: number;
  /** The model's own probabilities of scaled rows, before prior correction and calibrator. */
  readonly predict: (table: Table) => Float32Array;
}
