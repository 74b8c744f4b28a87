import type { MongoConnection } from '@energy/engines/mongodb';
import {
  ALERT_INBOX_ATTRIBUTES,
  type AlertInbox,
  type AlertInboxesReadModel,
} from '../alert-inboxes.ts';
import type { Shape } from './collection-generation.ts';
import { ProjectedCollection } from './projected-collection.ts';

const SHAPE: Shape<AlertInbox> = {
  name: 'alert_inboxes_1',
  attributes: ALERT_INBOX_ATTRIBUTES,
  indexes: [],
};

export class MongoAlertInboxes
  extends ProjectedCollection<AlertInbox>
  implements AlertInboxesReadModel
{
  constructor(connection: MongoConnection) {
    super(connection, SHAPE);
  }
}
