import type { MongoConnection } from '@energy/engines/mongodb';
import type { AlertInbox, AlertInboxesReadModel } from '../alert-inboxes.ts';
import type { Shape } from './collection-generation.ts';
import { ProjectedCollection } from './projected-collection.ts';

const SHAPE: Shape<AlertInbox> = {
  name: 'alert_inboxes_1',
  indexes: [],
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
