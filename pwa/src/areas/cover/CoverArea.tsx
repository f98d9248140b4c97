/// Who stands in for whom: planning it, the list, who is there day by day, and the hand-over list of one cover.
import { useLocation } from 'preact-iso';
import { cover } from '../../i18n/cover/fr';
import './cover.css';
import { Handover } from './Handover/Handover';
import { Overview } from './Overview';

/// What this area says, in both languages.
export const words = [{ fr: cover, en: () => import('../../i18n/cover/en').then((chunk) => chunk.cover) }];

export function CoverArea() {
  const [, , id] = useLocation().path.split('/');
  return (
    <main id="main" class="cover stack">
      {id ? <Handover key={id} id={decodeURIComponent(id)} /> : <Overview />}
    </main>
  );
}
