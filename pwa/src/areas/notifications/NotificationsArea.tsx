/// The page in a frame of its own, for those whose area has none around its pages.
import { NotificationsPage } from './NotificationsPage';

export { words } from './NotificationsPage';

export function NotificationsArea() {
  return (
    <main id="main">
      <NotificationsPage />
    </main>
  );
}
