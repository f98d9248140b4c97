/// The content of a small text file: chosen, or pasted. A file that is not UTF-8 is read as Windows-1252, which is what
/// spreadsheets in French offices write.
import { Field } from '../Field/Field';
import './file-text.css';

/// Lists and calendars are kilobytes; a film is not one.
const MAX_BYTES = 1024 * 1024;

export function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

type Props = {
  text: string;
  onChange: (text: string) => void;
  onTooBig: () => void;
  fileLabel: string;
  textLabel: string;
  accept: string;
};

export function FileText({ text, onChange, onTooBig, fileLabel, textLabel, accept }: Props) {
  const read = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > MAX_BYTES) onTooBig();
    else onChange(decode(await file.arrayBuffer()));
  };
  return (
    <>
      <Field label={fileLabel}>
        {(aria) => (
          <input
            {...aria}
            class="input"
            type="file"
            accept={accept}
            onChange={(event) => void read(event.currentTarget.files?.[0])}
          />
        )}
      </Field>
      <Field label={textLabel}>
        {(aria) => (
          <textarea
            {...aria}
            class="input file-text"
            rows={6}
            spellcheck={false}
            value={text}
            onInput={(event) => onChange(event.currentTarget.value)}
          />
        )}
      </Field>
    </>
  );
}
