#!/bin/sh
# Prints the broker's definitions with the passwords of the environment in them.
set -eu

definitions=$(cat "$(dirname "$0")/definitions.json")
for user in PROJECTOR QUERY_API CHAT_GRPC METERS OPERATOR; do
  name=BROKER_${user}_PASSWORD
  password=$(printenv "$name" || true)
  case $password in
    '' | *[!A-Za-z0-9_-]*)
      echo "$name must be set, to letters, digits, _ and - alone." >&2
      exit 1
      ;;
  esac
  definitions=$(printf '%s' "$definitions" | sed "s/\${$name}/$password/")
done
printf '%s\n' "$definitions"
