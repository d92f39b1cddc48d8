import type { TreeOptions } from '../artifact/recipe-schema.js';
import type { TrainedModel, TrainRequest } from './trained-model.js';
/**
 * Gradient-boosted trees on log loss (Friedman, 2001, with Newton's steps of Chen and Guestrin, 2016): each tree is grown on shares of
 * rows and columns drawn anew. Keeps the trees up to the best one; without rows to watch, all.
 */
export declare function trainTrees(request: TrainRequest<TreeOptions>): Promise<TrainedModel>;
