/// What a person may ask to see, as a file. Also used in the person's own file.
import { useState } from 'preact/hooks';
import { type Format, type Paper, registerApi } from '../../api/register';
import { t } from '../../i18n';
import { dayKey } from '../../i18n/dates';
import { failureWords } from '../../ui/Asked/Asked';
import { Dialog } from '../../ui/Dialog/Dialog';
import { download } from '../../ui/download';
import { Icon } from '../../ui/Icon/Icon';
import { showToast } from '../../ui/Toast/toast';

const PAPERS = [
  { paper: 'export', format: 'html', word: 'register.copyPage' },
  { paper: 'export', format: 'json', word: 'register.copyData' },
  { paper: 'access-log', format: 'html', word: 'register.looksPage' },
] as const satisfies readonly { paper: Paper; format: Format; word: string }[];

export function Copy({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const [busy, setBusy] = useState(false);
  const fetchOne = async (paper: Paper, format: Format) => {
    if (busy) return;
    setBusy(true);
    const answer = await registerApi.paper(id, paper, format);
    setBusy(false);
    if (!answer.ok) return showToast({ tone: 'bad', text: failureWords(answer) });
    const type = format === 'html' ? 'text/html;charset=utf-8' : 'application/json';
    // No name: a list of downloads is read by others.
    download(
      answer.data,
      type,
      `vigie-${paper === 'export' ? 'dossier' : 'acces'}-${dayKey(new Date())}.${format}`,
    );
    showToast({ tone: 'ok', text: t('register.copied') });
  };
  return (
    <Dialog title={t('register.copyTitle', { name })} onClose={onClose}>
      <p>{t('register.copyLead')}</p>
      <div class="stack-s">
        {PAPERS.map(({ paper, format, word }) => (
          <button
            key={word}
            type="button"
            class="button register-paper"
            aria-disabled={busy}
            onClick={() => void fetchOne(paper, format)}
          >
            <Icon name="print" size={18} />
            {t(word)}
          </button>
        ))}
      </div>
    </Dialog>
  );
}
