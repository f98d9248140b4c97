/// The rule lab: current rules and a draft side by side, what the draft would have done, and publishing it.
import { t } from '../../i18n';
import { lab } from '../../i18n/lab/fr';
import { Heading } from '../../ui/Page/Page';

/// What this area says, in both languages.
export const words = { fr: lab, en: () => import('../../i18n/lab/en').then((chunk) => chunk.lab) };

export function LabArea() {
  return (
    <main id="main" class="lab">
      <Heading title={t('lab.title')} />
    </main>
  );
}
