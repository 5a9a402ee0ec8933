#!/usr/bin/env bash
# A private Docker engine, and base images for docker/Dockerfile made from Debian's packages, for root on a Debian machine that reaches no image registry.
#
#   eval "$(engine.sh start)"   starts an engine unless one answers, makes the base image unless the engine has it; exports DOCKER_HOST and EMULATOR_BASE
#   engine.sh base ARCH         makes the base image of another architecture (arm64), which QEMU runs; prints its name
#   engine.sh stop              stops the engine that was started
#
# ENGINE_FOLDER (default /var/tmp/emulator-engine) is where it keeps everything; removing it after stop leaves nothing behind but the packages.
set -euo pipefail
folder=${ENGINE_FOLDER:-/var/tmp/emulator-engine}
socket=unix://$folder/docker.sock
suite=trixie

install() { # PACKAGE…
  apt-get -qq update
  # The engine is started here, not by its package.
  local policy=/usr/sbin/policy-rc.d ours=
  [ -e $policy ] || { printf '#!/bin/sh\nexit 101\n' > $policy; chmod +x $policy; ours=1; }
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq install --yes --no-install-recommends "$@" >&2 || { [ -z "$ours" ] || rm -f $policy; return 1; }
  [ -z "$ours" ] || rm -f $policy
}

need() { # COMMAND=PACKAGE…
  local pair missing=()
  for pair; do command -v "${pair%=*}" >/dev/null || missing+=("${pair#*=}"); done
  [ ${#missing[@]} = 0 ] || install "${missing[@]}"
}

start_engine() {
  need dockerd=docker.io iptables=iptables
  mkdir -p "$folder"
  local mtu
  mtu=$(cat /sys/class/net/eth0/mtu 2>/dev/null || echo 1400)
  setsid dockerd --data-root "$folder/root" --exec-root "$folder/exec" -H "$socket" -p "$folder/pid" --mtu "$mtu" > "$folder/dockerd.log" 2>&1 < /dev/null &
  for _ in $(seq 150); do docker -H "$socket" info >/dev/null 2>&1 && return; sleep 0.2; done
  tail -5 "$folder/dockerd.log" >&2
  return 1
}

let_qemu_run_it() { # ARCH: Debian's
  local name
  case $1 in arm64) name=qemu-aarch64 ;; armhf) name=qemu-arm ;; amd64) name=qemu-x86_64 ;; *) name=qemu-$1 ;; esac
  need $name-static=qemu-user-static
  local binfmt=/proc/sys/fs/binfmt_misc
  [ -e $binfmt/register ] || mount -t binfmt_misc binfmt_misc $binfmt
  [ -e $binfmt/$name ] || cat /usr/lib/binfmt.d/$name.conf > $binfmt/register
}

make_base() { # ARCH
  local tree=$folder/base-$1 tag=emulator-base:$1
  if ! docker image inspect "$tag" >/dev/null 2>&1; then
    need debootstrap=debootstrap
    rm -rf "$tree"
    local foreign=()
    if [ "$1" != "$(dpkg --print-architecture)" ]; then let_qemu_run_it "$1"; foreign=(--foreign); fi
    debootstrap --arch="$1" ${foreign[@]+"${foreign[@]}"} --variant=minbase --include=ca-certificates,python3,python3-venv,netbase,tzdata $suite "$tree" >&2
    [ ${#foreign[@]} = 0 ] || chroot "$tree" /debootstrap/debootstrap --second-stage >&2
    rm -rf "$tree"/var/lib/apt/lists/* "$tree"/var/cache/apt/* "$tree"/usr/share/{man,doc,locale,info}/* "$tree"/dev/* "$tree"/proc/*
    # What this machine trusts: pip may reach its index by a proxy.
    cp /etc/ssl/certs/ca-certificates.crt "$tree/etc/ssl/certs/ca-certificates.crt"
    rm -f "$tree"/usr/lib/python3*/EXTERNALLY-MANAGED
    local name
    for name in python python3; do ln -sf "$(basename "$(readlink -f "$tree/usr/bin/python3")")" "$tree/usr/bin/$name"; done
    chroot "$tree" sh -c 'wheel=$(echo /usr/share/python-wheels/pip-*.whl); python3 "$wheel/pip" install -q --no-index --root-user-action=ignore "$wheel"' >&2
    tar -C "$tree" -cf - . | docker import --platform "linux/$1" -c 'ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt' -c 'CMD ["python3"]' - "$tag" >/dev/null
    [ ${#foreign[@]} = 0 ] || docker save "$tag" | python3 "$(dirname "$0")/for_architecture.py" "$1" | docker load -q >&2
    rm -rf "$tree"
  fi
  echo "$tag"
}

case ${1:-} in
  start)
    command -v docker >/dev/null && docker info >/dev/null 2>&1 || { export DOCKER_HOST=$socket; docker info >/dev/null 2>&1 || start_engine; }
    base=$(make_base "$(dpkg --print-architecture)")
    [ -z "${DOCKER_HOST:-}" ] || echo "export DOCKER_HOST=$DOCKER_HOST"
    echo "export EMULATOR_BASE=$base"
    ;;
  base) make_base "${2:?the architecture, as Debian names it}" ;;
  stop) [ ! -s "$folder/pid" ] || kill "$(cat "$folder/pid")" ;;
  *) sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
