/// The first step of setting something up: nothing is asked of who has just signed in, the password of the others.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../../i18n';
import { Notice } from '../../../ui/Notice/Notice';
import { SecretField } from '../SecretField';
import type { Wall } from '../wall';

type Props<T> = { wall: Wall<T>; submit: string; onBegun: (data: T) => void; children?: ComponentChildren };

export function Begin<T>({ wall, submit, onBegun, children }: Props<T>) {
  const [secret, setSecret] = useState('');
  const run = async () => {
    if (wall.busy) return;
    const data = await wall.run(wall.asked ? secret : undefined);
    if (data !== null) onBegun(data);
  };
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      {children}
      {wall.asked ? (
        <SecretField
          label={t('security.again')}
          hint={t('security.againHint')}
          value={secret}
          error={wall.secretError}
          onChange={setSecret}
        />
      ) : null}
      {wall.error ? <Notice tone="bad">{wall.error}</Notice> : null}
      <div>
        <button type="submit" class="button main" aria-disabled={wall.busy}>
          {submit}
        </button>
      </div>
    </form>
  );
}
