import type { LogisticOptions } from '../artifact/recipe-schema.js';
import type { TrainedModel, TrainRequest } from './trained-model.js';
/**
 * Logistic regression with a ridge on all but the intercept, by Newton's method (iteratively reweighted least squares; Hastie, Tibshirani and
 * Friedman, 2009, section 4.4.1). Published as a network of one layer. It has one solution: the seed does not matter, nothing is watched.
 */
export declare function trainLogistic({ train, watch, options, onRound }: TrainRequest<LogisticOptions>): Promise<TrainedModel>;
