import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import type { DriftReport, DriftStatus } from '@gavel/engine';
import type { ModelHost, VersionInfo } from '@gavel/models';
import { DRIFT, MODEL_HOST, QUALITY } from '../app/tokens.js';
import { Problem } from '../http/problem.js';
import type { DriftWatch } from './drift-watch.js';
import type { LiveQuality, QualityView } from './live-quality.js';
import { qualityQuery } from './quality-query.js';

/** A model version, as the list tells of it. */
export interface ModelLine extends VersionInfo {
  /** Live decisions scored since this service runs. */
  readonly scored: number;
  /** Null: the artifact has no reference to compare with. */
  readonly drift: DriftStatus | null;
}

/** With the whole report where the version has a reference. */
type DriftView = Partial<DriftReport> & {
  readonly name: string;
  readonly version: string;
  readonly scored: number;
  readonly reference: { readonly rows: number } | null;
  readonly note?: string;
};

const NO_REFERENCE = 'no reference: this version was published without one, so there is nothing that its traffic can be compared with';

@Controller('v1/models')
export class ModelController {
  constructor(
    @Inject(MODEL_HOST) private readonly host: Pick<ModelHost, 'versions'>,
    @Inject(DRIFT) private readonly watch: DriftWatch,
    @Inject(QUALITY) private readonly liveQuality: LiveQuality,
  ) {}

  @Get()
  list(): { readonly models: readonly ModelLine[] } {
    const lines = this.host.versions().map((info): ModelLine => {
      const { scored, report } = this.watch.version(info.name, info.version);
      return { ...info, scored, drift: report?.status ?? null };
    });
    return { models: lines };
  }

  @Get(':name/:version/drift')
  drift(@Param('name') name: string, @Param('version') version: string): DriftView {
    this.checkKnown(name, version);
    const { scored, report } = this.watch.version(name, version);
    if (report === undefined) return { name, version, scored, reference: null, note: NO_REFERENCE };
    return { name, version, scored, reference: { rows: report.referenceRows }, ...report };
  }

  @Get(':name/:version/quality')
  quality(
    @Param('name') name: string,
    @Param('version') version: string,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<QualityView> {
    this.checkKnown(name, version);
    return this.liveQuality.read(name, version, qualityQuery(query));
  }

  private checkKnown(name: string, version: string): void {
    const isHeld = this.host.versions().some((held) => held.name === name && held.version === version);
    if (isHeld || this.watch.all().some((watched) => watched.name === name && watched.version === version)) return;
    const asked = JSON.stringify(`${name}@${version}`.slice(0, 100));
    throw new Problem('unknown-model', `There is no model version ${asked}; GET /v1/models lists them.`);
  }
}
