/** The page at /docs: Swagger UI served from here, so that nothing is fetched from elsewhere. */
export const DOCS_HTML = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Gavel API</title>
    <link rel="icon" type="image/png" href="/docs/assets/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/assets/swagger-ui.css" />
  </head>
  <body>
    <div id="docs"></div>
    <script src="/docs/assets/swagger-ui-bundle.js"></script>
    <script src="/docs/assets/start.js"></script>
  </body>
</html>
`;

/** Where keys are needed, the page asks for one and keeps it for as long as the tab is open. */
export const DOCS_START_JS = `const KEY = 'gavel-api-key';
const headers = () => (sessionStorage.getItem(KEY) ? { 'x-api-key': sessionStorage.getItem(KEY) } : {});

async function readSpec() {
  const response = await fetch('/openapi.json', { headers: headers() });
  if (response.status !== 401) return response.json();
  const key = prompt('API key');
  if (key === null) return { openapi: '3.1.0', info: { title: 'An API key is needed: reload the page', version: '' }, paths: {} };
  sessionStorage.setItem(KEY, key);
  return readSpec();
}

readSpec().then((spec) =>
  SwaggerUIBundle({
    dom_id: '#docs',
    spec,
    validatorUrl: null,
    requestInterceptor: (request) => ({ ...request, headers: { ...headers(), ...request.headers } }),
  }),
);
`;

/** Only what this server itself serves may be loaded; Swagger UI styles its elements in place. */
export const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
