/// The page in a frame of its own, for those whose area has none around its pages.
import { SecurityPage } from './SecurityPage';

export { words } from './SecurityPage';

export function SecurityArea() {
  return (
    <main id="main">
      <SecurityPage />
    </main>
  );
}
