// Run by mongosh at every start: makes the replica set, and a user for each service with the rights that
// it needs. Passwords come from the environment; running it again brings them up to date.
const READ_MODELS = 'energy';
const CREDENTIALS = 'energy_credentials';

const collections = (db, ...names) =>
  names.map((collection) => ({ resource: { db, collection }, actions: ['find'] }));

const ROLES = {
  // A process that opens the read models creates missing indexes.
  readModelsReader: [
    {
      resource: { db: READ_MODELS, collection: '' },
      actions: ['find', 'listCollections', 'createIndex'],
    },
  ],
  // What access tokens are verified by: no password, no refresh token, no key that signs.
  tokenVerifier: collections(CREDENTIALS, 'sessions_1', 'public_keys_1'),
};

const readWrite = (db) => ({ role: 'readWrite', db });
const USERS = {
  projector: [readWrite(READ_MODELS)],
  'query-api': ['readModelsReader', 'tokenVerifier'],
  // It reads how far the read models have come, to notice that the event store lost its end, and the newest alert.
  'command-api': ['readModelsReader', readWrite(CREDENTIALS)],
  'chat-grpc': ['readModelsReader', 'tokenVerifier'],
  operator: [readWrite(READ_MODELS), readWrite(CREDENTIALS)],
};

function secret(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} must be set.`);
  return value;
}

function connected(options = '') {
  const password = encodeURIComponent(secret('MONGODB_ROOT_PASSWORD'));
  return connect(`mongodb://root:${password}@mongodb:27017/admin?${options}`);
}

function makeReplicaSet() {
  const db = connected('directConnection=true');
  const members = [{ _id: 0, host: 'mongodb:27017' }];
  try {
    db.adminCommand({ replSetGetStatus: 1 });
  } catch (error) {
    if (error.codeName !== 'NotYetInitialized') throw error;
    db.adminCommand({ replSetInitiate: { _id: 'energy', members } });
  }
  while (!db.hello().isWritablePrimary) sleep(500);
}

function makeUsers() {
  const admin = connected('replicaSet=energy');
  for (const [role, privileges] of Object.entries(ROLES)) {
    if (admin.getRole(role)) admin.updateRole(role, { privileges, roles: [] });
    else admin.createRole({ role, privileges, roles: [] });
  }
  for (const [user, roles] of Object.entries(USERS)) {
    const name = user.toUpperCase().replace('-', '_');
    const pwd = secret(`MONGODB_${name}_PASSWORD`);
    if (admin.getUser(user)) admin.updateUser(user, { pwd, roles });
    else admin.createUser({ user, pwd, roles });
  }
}

makeReplicaSet();
makeUsers();
print('The replica set and its users are there.');
