import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Controller, Get, Header, Inject, Param, Redirect, StreamableFile } from '@nestjs/common';
import type { JsonObject } from '@gavel/engine';
import { KEYS, POLICIES } from '../app/tokens.js';
import type { PolicyHolder } from '../flows/policy-holder.js';
import type { ApiKeys } from '../http/api-keys.js';
import { Problem } from '../http/problem.js';
import { DOCS_HTML, DOCS_POLICY, DOCS_START_JS } from './docs-page.js';
import { openApiOf } from './openapi.js';

/** The files of swagger-ui-dist that the page uses, and no others. */
const ASSETS: ReadonlyMap<string, string> = new Map([
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
  ['favicon-32x32.png', 'image/png'],
]);
const require = createRequire(import.meta.url);
const ASSETS_DIR = dirname(require.resolve('swagger-ui-dist/package.json'));

@Controller()
export class DocsController {
  constructor(
    @Inject(POLICIES) private readonly policies: PolicyHolder,
    @Inject(KEYS) private readonly keys: ApiKeys,
  ) {}

  @Get()
  @Redirect('/docs', 302)
  root(): void {}

  @Get('openapi.json')
  openApi(): JsonObject {
    return openApiOf(
      this.policies.all().map(({ policy }) => policy),
      this.keys.areNeeded,
    );
  }

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', DOCS_POLICY)
  @Header('x-content-type-options', 'nosniff')
  @Header('referrer-policy', 'no-referrer')
  page(): string {
    return DOCS_HTML;
  }

  @Get('docs/assets/start.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('x-content-type-options', 'nosniff')
  start(): string {
    return DOCS_START_JS;
  }

  @Get('docs/assets/:file')
  @Header('cache-control', 'public, max-age=3600')
  @Header('x-content-type-options', 'nosniff')
  asset(@Param('file') file: string): StreamableFile {
    const type = ASSETS.get(file);
    if (type === undefined) throw new Problem('not-found', 'The documentation page has no such file.');
    return new StreamableFile(createReadStream(join(ASSETS_DIR, file)), { type });
  }
}
