import { Module, type DynamicModule } from '@nestjs/common';
import { BacktestController } from '../backtests/backtest-controller.js';
import { DecisionController } from '../decisions/decision-controller.js';
import { LabelController } from '../decisions/label-controller.js';
import { DocsController } from '../docs/docs-controller.js';
import { EventController } from '../events/event-controller.js';
import { ExplanationController } from '../explanations/explanation-controller.js';
import { FlowController } from '../flows/flow-controller.js';
import { HealthController } from '../health/health-controller.js';
import { ModelController } from '../model-watch/model-controller.js';
import { MetricsController } from '../metrics/metrics-controller.js';
import type { Parts } from './open-parts.js';
import {
  BACKTESTS,
  CLOCK,
  DECIDER,
  DRIFT,
  EXPLANATIONS,
  FLAGS,
  INGESTER,
  KEYS,
  LABELLER,
  LOG,
  METRICS,
  MODEL_HOST,
  MODELS,
  POLICIES,
  QUALITY,
  REPORT,
} from './tokens.js';

/** Hands the parts, which were opened outside of Nest, to the controllers. */
@Module({})
// oxlint-disable-next-line typescript/no-extraneous-class -- Nest knows modules by their class
export class AppModule {
  static of(parts: Parts): DynamicModule {
    const provided: readonly [symbol, unknown][] = [
      [BACKTESTS, parts.backtests],
      [CLOCK, parts.clock],
      [DECIDER, parts.decider],
      [DRIFT, parts.afterwards.drift],
      [EXPLANATIONS, parts.afterwards.explanations],
      [FLAGS, parts.flags],
      [INGESTER, parts.ingester],
      [KEYS, parts.keys],
      [LABELLER, parts.labeller],
      [LOG, parts.log],
      [METRICS, parts.metrics],
      [MODEL_HOST, parts.modelHost],
      [MODELS, parts.modelHost.models],
      [POLICIES, parts.policies],
      [QUALITY, parts.afterwards.quality],
      [REPORT, parts.report],
    ];
    return {
      module: AppModule,
      controllers: [
        BacktestController,
        DecisionController,
        DocsController,
        EventController,
        ExplanationController,
        FlowController,
        HealthController,
        LabelController,
        MetricsController,
        ModelController,
      ],
      providers: provided.map(([provide, useValue]) => ({ provide, useValue })),
    };
  }
}
