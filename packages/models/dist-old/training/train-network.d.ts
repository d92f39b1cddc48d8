import type { NetworkOptions } from '../artifact/recipe-schema.js';
import type { TrainedModel, TrainRequest } from './trained-model.js';
/**
 * Trains a dense network (relu, dropout behind every hidden layer but the last, one sigmoid unit) with Adam, and keeps the weights of the
 * best epoch; without rows to watch, those of the last. Every random number comes from `seed`.
 */
export declare function trainNetwork(request: TrainRequest<NetworkOptions>): Promise<TrainedModel>;
