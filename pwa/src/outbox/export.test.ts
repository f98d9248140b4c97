import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test } from 'vitest';
import { openExport } from '../../tools/open-export.mjs';
import { forgetDatabase } from './db';
import { newCode, seal, unsentLines } from './export';
import { saveDraft, updateEntries } from './store';
import { draft } from './testing';

beforeEach(async () => {
  await forgetDatabase();
  globalThis.indexedDB = new IDBFactory();
});

test('holds what has not reached the server, as the server takes it, and nothing of others', async () => {
  for (const id of ['waiting', 'refused', 'sent']) await saveDraft(draft(id, { note: 'é' }), new Date());
  await saveDraft(draft('theirs', { account: 'aide-2' }), new Date());
  await updateEntries(['refused'], (entry) => ({ ...entry, state: 'rejected' }));
  await updateEntries(['sent'], (entry) => ({ ...entry, state: 'acknowledged' }));
  const lines = (await unsentLines('aide-1')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).id)).toEqual(['waiting', 'refused']);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ aide_id: 'aide-1', note: 'é' });
});

test('opens with the code, told in any way, and with no other', async () => {
  const code = newCode();
  const sealed = await seal('{"note":"é"}\n', code);
  expect(JSON.stringify(sealed)).not.toContain('note');
  expect(await openExport(sealed, code)).toBe('{"note":"é"}\n');
  expect(await openExport(sealed, code.toLowerCase().replaceAll('-', ' '))).toBe('{"note":"é"}\n');
  await expect(openExport(sealed, newCode())).rejects.toThrow();
});

test('each code is another, in groups that can be read aloud', () => {
  const codes = new Set(Array.from({ length: 50 }, newCode));
  expect(codes.size).toBe(50);
  for (const code of codes) expect(code).toMatch(/^[A-HJKMNP-Z2-9]{4}(-[A-HJKMNP-Z2-9]{4}){3}$/);
});
