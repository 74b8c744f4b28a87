#!/bin/sh
# Starts a member of the replica set. MongoDB takes the key that members know each other by from a file
# alone, which nobody but its user may read.
set -eu
umask 077

case ${MONGODB_KEY:-} in
  '' | *[!A-Za-z0-9]*)
    echo 'MONGODB_KEY must be set, to letters and digits alone.' >&2
    exit 1
    ;;
esac
printf '%s' "$MONGODB_KEY" >/tmp/key
unset MONGODB_KEY
exec docker-entrypoint.sh mongod --replSet energy --keyFile /tmp/key --bind_ip_all
