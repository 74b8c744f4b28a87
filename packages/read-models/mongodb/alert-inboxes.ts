import type { MongoConnection } from '@energy/engines/mongodb';
import type { AlertInbox, AlertInboxesReadModel } from '../alert-inboxes.ts';
import { ProjectedCollection, type Shape } from './projected-collection.ts';

export const ALERT_INBOXES = 'alert_inboxes_1';

const SHAPE: Shape<AlertInbox> = {
  name: ALERT_INBOXES,
  fields: ({ through }) => ({ through }),
  rowOf: ({ _id: id, through, revision }): AlertInbox => ({ id, through, revision }),
};

export class MongoAlertInboxes
  extends ProjectedCollection<AlertInbox>
  implements AlertInboxesReadModel
{
  constructor(connection: MongoConnection) {
    super(connection, SHAPE);
  }
}
