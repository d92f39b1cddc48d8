import type { TreeEnsemble } from '../artifact/tree-ensemble.js';
import type { OnnxBuilder } from './onnx-builder.js';
/** Trees over float32 rows that add up to a logit. In doubles: a sum of float32 would lose what many trees add. */
export declare function addTrees(graph: OnnxBuilder, rows: string, { base, trees }: TreeEnsemble): string;
