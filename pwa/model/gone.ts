/// Thrown into a page that goes on after its death. Nobody is there to catch it, and nobody should be told
/// (`vitest.model.config.ts`).
export class PageGone extends Error {
  override name = 'PageGone';
}
