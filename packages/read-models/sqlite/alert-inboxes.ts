import type { EmbeddedDatabase } from '@energy/engines';
import type { AlertInbox, AlertInboxesReadModel } from '../alert-inboxes.ts';
import { ProjectedTable } from './projected-table.ts';
import type { TableOf } from './table.ts';

export const ALERT_INBOXES_TABLE: TableOf<AlertInbox> = {
  name: 'alert_inboxes_2',
  schema: 'id TEXT NOT NULL, through INTEGER NOT NULL, revision INTEGER NOT NULL',
  columns: ['id', 'through', 'revision'],
  texts: [],
  text: undefined,
  indexes: { by_id: '(id)' },
  values: ({ id, through, revision }) => ({ id, through, revision }),
  rowOf: ([id, through, revision]) => ({
    id: id as string,
    through: through as number,
    revision: revision as number,
  }),
};

export class SqliteAlertInboxes
  extends ProjectedTable<AlertInbox>
  implements AlertInboxesReadModel
{
  constructor(db: EmbeddedDatabase) {
    super(db, ALERT_INBOXES_TABLE);
  }
}
