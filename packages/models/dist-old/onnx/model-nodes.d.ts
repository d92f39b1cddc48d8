import type { LoadMessage } from '../runtime/worker-messages.js';
import type { OnnxBuilder } from './onnx-builder.js';
/** The files of a model and the number of columns it takes. */
export type ModelToExport = Pick<LoadMessage, 'format' | 'modelJson' | 'weights' | 'columns'>;
/** The nodes of a model: scaled float32 rows in, its own probability [rows, 1] in float32 out. Throws where a layer has no such nodes. */
export declare function addModel(graph: OnnxBuilder, rows: string, model: ModelToExport): string;
