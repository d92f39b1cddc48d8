import type { FastifyInstance } from 'fastify';

/** Which methods the paths of the service know. Nest registers no route for the others, so they would be as unknown as the path. */
export class RouteMethods {
  private readonly routes = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();

  /** Notes every route that is registered from now on. */
  follow(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      const known = this.routes.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
      this.routes.set(url, known);
      for (const one of [method].flat()) known.methods.add(one);
    });
  }

  /** The methods of a path, in alphabetical order; empty: there is no such path. */
  of(url: string): readonly string[] {
    const path = url.split('?', 1)[0] ?? '';
    const methods = [...this.routes.values()].flatMap((route) => (route.pattern.test(path) ? [...route.methods] : []));
    return [...new Set(methods)].toSorted();
  }
}

/** `/v1/flows/:flow` → any one name in the place of `:flow`. */
function patternOf(url: string): RegExp {
  const parts = url
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part === '*' ? '.*' : part.replaceAll(/[^\w-]/g, String.raw`\$&`)));
  return new RegExp(`^${parts.join('/')}/?$`);
}
