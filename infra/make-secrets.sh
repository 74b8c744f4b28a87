#!/bin/sh
# Makes infra/.env of infra/.env.example, with a random value for everything that is a secret. It never
# overwrites one that is there: its passwords are in the engines' data.
set -eu
cd "$(dirname "$0")"

if [ -e .env ]; then
  echo 'infra/.env is there already. To make another one, move it away first.' >&2
  exit 1
fi
umask 077
random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
while IFS= read -r line; do
  case $line in
    *_PASSWORD= | *_KEY= | *_SECRET=) printf '%s%s\n' "$line" "$(random)" ;;
    *) printf '%s\n' "$line" ;;
  esac
done <.env.example >.env.new
mv .env.new .env
echo 'infra/.env is made. Set PUBLIC_URL in it.'
