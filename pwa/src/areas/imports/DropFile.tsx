/// A file, chosen or dropped. The input itself is the target of the keyboard and of screen readers; dropping is for the mouse.
import { useState } from 'preact/hooks';
import { t } from '../../i18n';
import { Field } from '../../ui/Field/Field';
import { decode } from '../../ui/FileText/FileText';

/// What the server takes, less what JSON adds to quotes and line ends.
const MAX_BYTES = 6 * 1024 * 1024;

export type Chosen = { name: string; text: string };

type Props = { chosen: Chosen | null; onChosen: (file: Chosen) => void; onTooBig: () => void };

export function DropFile({ chosen, onChosen, onTooBig }: Props) {
  const [over, setOver] = useState(false);
  const read = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > MAX_BYTES) return onTooBig();
    onChosen({ name: file.name, text: decode(await file.arrayBuffer()) });
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an addition; the input inside does the same by keyboard
    <div
      class={`imports-drop${over ? ' over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void read(event.dataTransfer?.files[0]);
      }}
    >
      <Field label={t('imports.file')}>
        {(aria) => (
          <input
            {...aria}
            class="input"
            type="file"
            accept=".csv,text/csv,text/plain"
            onChange={(event) => void read(event.currentTarget.files?.[0])}
          />
        )}
      </Field>
      <p class="muted small">{chosen ? t('imports.chosen', { name: chosen.name }) : t('imports.dropHere')}</p>
    </div>
  );
}
