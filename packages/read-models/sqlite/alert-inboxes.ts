import type { EmbeddedDatabase } from '@energy/engines';
import {
  ALERT_INBOX_ATTRIBUTES,
  type AlertInbox,
  type AlertInboxesReadModel,
} from '../alert-inboxes.ts';
import { Columns } from './columns.ts';
import { ProjectedTable } from './projected-table.ts';
import type { TableOf } from './table.ts';

export const ALERT_INBOXES_TABLE: TableOf<AlertInbox> = {
  name: 'alert_inboxes_2',
  columns: new Columns(ALERT_INBOX_ATTRIBUTES),
  indexes: { by_id: '(id)' },
};

export class SqliteAlertInboxes
  extends ProjectedTable<AlertInbox>
  implements AlertInboxesReadModel
{
  constructor(db: EmbeddedDatabase) {
    super(db, ALERT_INBOXES_TABLE);
  }
}
